import { InputError } from "../../domain/values/input-error.js";
import type { WatchChanges } from "../../domain/watches/manage.js";
import type { Watch } from "../../domain/watches/watch.js";
import { checkWebhookUrl } from "../../domain/watches/webhooks/webhook-url.js";
import type { Context } from "../builder/context.js";
import type { PaperFilterInput } from "../papers/paper-list.js";
import { parseEvent, parseStoredFilter, type WatchEventInput } from "./watch-inputs.js";

export interface UpdateWatchInput {
  filter?: PaperFilterInput | null | undefined;
  event?: WatchEventInput | null | undefined;
  url?: string | null | undefined;
  rotateSecret: boolean;
  paused?: boolean | null | undefined;
}

/** Milliseconds for which a former secret still signs. */
const rotationMs = 24 * 3_600_000;

/** @param secret the new one, if it changes. @throws InputError */
export async function parseUpdate(
  context: Context,
  watch: Watch,
  { filter, event, url, paused }: UpdateWatchInput,
  secret: string | null,
  privateWebhooks: boolean,
): Promise<WatchChanges> {
  if (watch.channel !== "WEBHOOK" && (url != null || secret !== null))
    throw new InputError("id: this watch sends mail, which has neither `url` nor `rotateSecret`.");
  return {
    ...(filter != null && { filter: await parseStoredFilter(context, filter) }),
    ...(event != null && parseEvent(event)),
    ...(url != null && { url: checkWebhookUrl(url, privateWebhooks) }),
    ...(secret !== null && {
      secrets: [secret, ...watch.secrets.slice(0, 1)],
      secretsExpireAt: new Date(context.now.getTime() + rotationMs),
    }),
    ...(paused != null && stateAfter(watch, paused)),
  };
}

function stateAfter({ state }: Watch, paused: boolean): Pick<WatchChanges, "state" | "stateReason"> {
  if (state !== "ACTIVE" && state !== "PAUSED")
    throw new InputError(`paused: this watch is ${state}. Only active ones can be paused.`);
  return { state: paused ? "PAUSED" : "ACTIVE", stateReason: null };
}
