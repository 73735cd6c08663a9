import type { Database } from "../../../../db/database.js";
import { InputError } from "../../../../domain/values/input-error.js";
import { createLinkToken, type LinkPurpose, readLinkToken } from "../../../../domain/watches/mail/links.js";
import { checkSchedule, type MailDesk } from "../../../../domain/watches/mail/mail-desk.js";
import {
  confirm,
  reschedule,
  resubscribe,
  unknownWatch,
  unsubscribe,
} from "../../../../domain/watches/mail/subscriptions.js";
import { linkSecret } from "../../../../domain/watches/mail/suppressions.js";
import { findWatch } from "../../../../domain/watches/manage.js";
import type { StoredFilter, Watch } from "../../../../domain/watches/watch.js";
import {
  confirmedPage,
  confirmPage,
  type MailLinks,
  managePage,
  unsubscribedPage,
  unsubscribePage,
} from "../../../../site/mail/link-pages.js";
import { fieldsOf, parseMailFields } from "../../../../site/mail/mail-form.js";
import { mailOffPage, requestedPage, subscribePage } from "../../../../site/mail/subscribe-pages.js";
import { parseWatched } from "../../../../site/mail/watched.js";
import type { Page } from "../../../../site/routing/route.js";

export interface MailPagesOptions {
  readonly db: Database;
  /** Undefined if the server sends no mail. Links in mails that were sent before still work. */
  readonly desk: MailDesk | undefined;
  /** @throws InputError, GraphQLError */
  readonly checkFilter: (filter: StoredFilter) => Promise<void>;
}

/** A request for a page about mail. */
export interface MailPageRequest {
  readonly query: URLSearchParams;
  /** Undefined for a request by GET. */
  readonly form: URLSearchParams | undefined;
  readonly client: string;
  readonly now: Date;
}

/** A page, and its status if it is not 200. */
export interface MailPage {
  readonly page: Page;
  readonly status?: number;
}

type Show = (options: MailPagesOptions, request: MailPageRequest) => Promise<MailPage>;

/** Pages by path. Requests by GET change nothing. */
export const mailPages: Readonly<Record<string, Show>> = {
  "/subscribe": subscribeBy,
  "/mail/confirm": withWatch("confirm", async ({ db }, { form, now }, watch, links) =>
    form ? confirmedPage(await confirm(db, watch, now), links) : confirmPage(watch, links),
  ),
  "/mail/manage": withWatch("manage", async ({ db }, { form, now }, watch, links) => {
    if (form === undefined) return managePage(watch, links, false);
    const schedule = checkSchedule(parseMailFields({ ...fieldsOf(form), address: "" }));
    return managePage(await reschedule(db, watch, schedule, now), links, true);
  }),
  "/mail/unsubscribe": withWatch("unsubscribe", async ({ db }, { form, now }, watch, links) =>
    form
      ? unsubscribedPage(await unsubscribe(db, watch, form.has("all"), now), links)
      : unsubscribePage(watch, links),
  ),
  "/mail/resubscribe": withWatch("resubscribe", async ({ db }, { form, now }, watch, links) =>
    form ? confirmedPage(await resubscribe(db, watch, now), links) : unsubscribePage(watch, links),
  ),
};

/** Statuses of refused subscriptions, whose form is shown again. */
const refusals: Readonly<Record<string, number>> = { BAD_USER_INPUT: 400, FORBIDDEN: 403, RATE_LIMITED: 429 };

async function subscribeBy(
  { db, desk, checkFilter }: MailPagesOptions,
  { query, form, client, now }: MailPageRequest,
): Promise<MailPage> {
  const { title, query: permanent, ...wanted } = parseWatched(query);
  const watched = { ...wanted, title, query: permanent };
  await checkFilter(wanted.filter);
  if (desk === undefined) return { page: mailOffPage(watched), ...(form && { status: 403 }) };
  const fields = fieldsOf(form ?? new URLSearchParams());
  if (form === undefined) return { page: subscribePage({ watched, fields }) };
  try {
    const watch = await desk.subscribe(db, { ...parseMailFields(fields), ...wanted }, client, now);
    return { page: requestedPage(watched, watch.address ?? "") };
  } catch (error) {
    const status = error instanceof InputError ? refusals[error.code] : undefined;
    if (!(error instanceof InputError) || status === undefined) throw error;
    return { page: subscribePage({ watched, fields, problem: error.message }), status };
  }
}

/** Milliseconds for which the button that undoes unsubscribing works. The page has a new one each time. */
const undoMs = 24 * 3_600_000;

function withWatch(
  purpose: LinkPurpose,
  show: (
    options: MailPagesOptions,
    request: MailPageRequest,
    watch: Watch,
    links: MailLinks,
  ) => Promise<Page>,
): Show {
  return async (options, request) => {
    const { db } = options;
    const { query, now } = request;
    const token = query.get("token") ?? "";
    const secret = await linkSecret(db);
    const watch = await findWatch(db, readLinkToken(secret, purpose, token, now));
    if (watch === undefined) throw unknownWatch();
    const linkTo = (to: LinkPurpose, expiresAt?: Date) =>
      `/mail/${to}?token=${createLinkToken(secret, to, watch.key, expiresAt)}`;
    const links = {
      // It keeps its expiry.
      confirm: `/mail/confirm?token=${encodeURIComponent(token)}`,
      manage: linkTo("manage"),
      unsubscribe: linkTo("unsubscribe"),
      resubscribe: linkTo("resubscribe", new Date(now.getTime() + undoMs)),
    };
    return { page: await show(options, request, watch, links) };
  };
}
