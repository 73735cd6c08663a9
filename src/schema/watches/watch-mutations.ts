import { InputError } from "../../domain/values/input-error.js";
import { replayWatch, retryDelivery, testWatch } from "../../domain/watches/deliveries.js";
import { changeWatch, createWatch, deleteWatch } from "../../domain/watches/manage.js";
import type { Watch } from "../../domain/watches/watch.js";
import { createWebhookSecret } from "../../domain/watches/webhooks/webhook-secret.js";
import type { Builder } from "../builder/builder.js";
import { type Context, writable } from "../builder/context.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import type { PaperFilterInput } from "../papers/paper-list.js";
import { found, requireDelivery, requireWatch } from "./watch-ids.js";
import {
  type MailInput,
  parseEvent,
  parseMail,
  parseStoredFilter,
  parseWebhook,
  type WatchEventInput,
  type WatchInputs,
  type WebhookInput,
} from "./watch-inputs.js";
import type { WatchOptions } from "./watch-options.js";
import type { WatchTypes } from "./watch-types.js";
import { parseUpdate, type UpdateWatchInput } from "./watch-updates.js";

/** A watch after a change, and its new secret. */
interface WatchReceipt {
  readonly watch: Watch;
  readonly secret: string | null;
}

/** Nominal, like those of other writes; a mail request also has limits of its own. */
const write = 1_000;

export function defineWatchMutations(
  builder: Builder,
  types: WatchTypes,
  { PaperFilter }: PaperInputs,
  inputs: WatchInputs,
  options: WatchOptions,
): void {
  const { Watch, Delivery } = types;
  const { WatchEventInput, WatchChannelInput } = inputs;
  const WatchPayload = builder.objectRef<WatchReceipt>("WatchPayload").implement({
    description: "Result of `createWatch` and `updateWatch`.",
    fields: (t) => ({
      watch: t.expose("watch", {
        type: Watch,
        description: "The watch. One by email is `PENDING` until the owner of the address confirms.",
      }),
      secret: t.exposeString("secret", {
        nullable: true,
        description: "The new secret of webhooks, which no query returns; null if it did not change.",
      }),
    }),
  });
  const id = { required: true, description: "Global ID of the watch." } as const;
  builder.mutationFields((t) => ({
    createWatch: t.field({
      type: WatchPayload,
      cost: { statement: write },
      description:
        "Creates a watch, which starts with the next event. Webhooks require the write token; email does not, but the owner of the address must confirm.",
      args: {
        filter: t.arg({ type: PaperFilter, description: "Only papers that match when they are reported." }),
        event: t.arg({ type: WatchEventInput, required: true, description: "What it waits for." }),
        channel: t.arg({ type: WatchChannelInput, required: true, description: "How it sends." }),
      },
      resolve: (_root, args, context) => create(context, options, args),
    }),
    updateWatch: t.field({
      type: WatchPayload,
      cost: { statement: write },
      description: "Changes a watch. Omitted settings stay unchanged. Requires the write token.",
      args: {
        id: t.arg.id(id),
        filter: t.arg({ type: PaperFilter, description: "The new filter, in place of the former one." }),
        event: t.arg({ type: WatchEventInput, description: "What it waits for." }),
        url: t.arg.string({ description: "Where webhooks are sent." }),
        rotateSecret: t.arg.boolean({
          required: true,
          defaultValue: false,
          description:
            "Whether to make a new secret. For 24 hours, webhooks are also signed with the former one.",
        }),
        paused: t.arg.boolean({
          description:
            "True pauses the watch: it collects and sends nothing. False resumes it, starting with the next event; what waits is sent.",
        }),
      },
      resolve: (_root, args, context) => update(context, options, args),
    }),
    deleteWatch: t.field({
      type: "Boolean",
      cost: { statement: write },
      description: "Deletes a watch and its deliveries, sent or not. Returns true. Requires the write token.",
      args: { id: t.arg.id(id) },
      resolve: async (_root, { id }, context) => {
        const db = writable(context);
        return deleteWatch(db, (await requireWatch(db, id, "id")).key);
      },
    }),
    testWatch: t.field({
      type: "String",
      cost: { statement: write },
      description:
        "Sends a message without papers to the receiver of an active watch, after what waits. Returns its `messageId`. Requires the write token.",
      args: { id: t.arg.id(id) },
      resolve: async (_root, { id }, context) => {
        const db = writable(context);
        return testWatch(db, requireActive(await requireWatch(db, id, "id")), context.now);
      },
    }),
    replayWatch: t.field({
      type: "Int",
      cost: { statement: write },
      description:
        "Sends the webhooks of a watch after a cursor again, of the last 30 days, in their order and with their IDs. Returns their number. Requires the write token.",
      args: {
        id: t.arg.id(id),
        after: t.arg.string({
          required: true,
          description: "`cursor` of the last webhook that the receiver has processed.",
        }),
      },
      resolve: async (_root, { id, after }, context) => {
        const db = writable(context);
        return replayWatch(db, requireWebhook(await requireWatch(db, id, "id")), after, context.now);
      },
    }),
    retryDelivery: t.field({
      type: Delivery,
      cost: { statement: write },
      description: "Sends a webhook in the state `DEAD` again. Requires the write token.",
      args: {
        id: t.arg.id({ required: true, description: "Global ID of the delivery." }),
      },
      resolve: async (_root, { id }, context) => {
        const db = writable(context);
        const { watchId, ...delivery } = await requireDelivery(db, id, "id");
        if (!(await retryDelivery(db, { id: String(delivery.id), watchId }, context.now)))
          throw new InputError(
            `id: this delivery is ${delivery.state}. Only those in the state DEAD are sent again.`,
          );
        return requireDelivery(db, id, "id");
      },
    }),
  }));
}

interface CreateWatchInput {
  filter?: PaperFilterInput | null | undefined;
  event: WatchEventInput;
  channel: { webhook?: WebhookInput | null | undefined; mail?: MailInput | null | undefined };
}

async function create(
  context: Context,
  { privateWebhooks = false, mailDesk }: WatchOptions,
  { filter, event, channel: { webhook, mail } }: CreateWatchInput,
): Promise<WatchReceipt> {
  const { access, client, now } = context;
  // Access is checked before any input is read.
  const db = webhook == null ? context.db : writable(context);
  const wanted = { ...parseEvent(event), filter: await parseStoredFilter(context, filter) };
  if (mail != null) {
    if (mailDesk === undefined)
      throw new InputError(
        "channel.mail: this server sends no email. Set SMTP_URL and PUBLIC_URL on the server, or use a feed or a webhook.",
        "FORBIDDEN",
      );
    const requester = access === "granted" ? undefined : client;
    const watch = await mailDesk.subscribe(db, { ...parseMail(mail), ...wanted }, requester, now);
    return { watch, secret: null };
  }
  const { url, secret } = parseWebhook(webhook ?? { url: "" }, privateWebhooks);
  const watch = await createWatch(
    db,
    { ...wanted, channel: "WEBHOOK", url, secrets: [secret], ...withoutMail, state: "ACTIVE" },
    now,
  );
  return { watch, secret };
}

const withoutMail = {
  address: null,
  addressKey: null,
  frequency: null,
  hour: null,
  weekday: null,
  timeZone: null,
} as const;

async function update(
  context: Context,
  { privateWebhooks = false }: WatchOptions,
  { id, ...changes }: UpdateWatchInput & { id: string },
): Promise<WatchReceipt> {
  const db = writable(context);
  const watch = await requireWatch(db, id, "id");
  const secret = changes.rotateSecret ? createWebhookSecret() : null;
  const parsed = await parseUpdate(context, watch, changes, secret, privateWebhooks);
  return { watch: found(await changeWatch(db, watch.key, parsed), "id", "watch"), secret };
}

function requireActive(watch: Watch): Watch {
  if (watch.state === "ACTIVE") return watch;
  throw new InputError(`id: this watch is ${watch.state}. Only active ones send messages.`);
}

function requireWebhook(watch: Watch): Watch {
  if (watch.channel === "WEBHOOK") return watch;
  throw new InputError("id: this watch sends email, which is sent at most once. Only webhooks are replayed.");
}
