import type { Queryable } from "../../db/database.js";
import { encodeGlobalId } from "../../domain/values/global-ids.js";
import { type DigestedPaper, digestedPapers } from "../../domain/watches/mail/digest-papers.js";
import { type DigestItem, digestItems } from "../../domain/watches/mail/digests.js";
import type { WaitingMail } from "../../domain/watches/mail/handing-over.js";
import { createLinkToken, type LinkPurpose, type LinkSecret } from "../../domain/watches/mail/links.js";
import { confirmationExpiresAt, confirmationHours } from "../../domain/watches/mail/mail-schedule.js";
import type { Watch } from "../../domain/watches/watch.js";
import { aboutWatch, whenOf } from "../../domain/watches/watch-words.js";
import { remembering } from "../../text/remembering.js";
import type { DigestPaper } from "./digest/digest.js";
import { confirmationMessage, digestMessage, type Message, testMessage } from "./message.js";

export interface ComposeOptions {
  /** Scheme and host of links. */
  readonly origin: string;
  readonly secret: LinkSecret;
  /** The path of a page that shows what is watched. */
  readonly viewOf: (watch: Watch) => string;
}

/** Papers in one mail; others are counted. */
const maxPapers = 25;

/** Writes mails. Undefined for a digest whose papers have all been removed. */
export async function composeMails(
  db: Queryable,
  options: ComposeOptions,
  mails: readonly WaitingMail[],
  now: Date,
): Promise<(Message | undefined)[]> {
  const ids = mails.flatMap(({ id, kind }) => (kind === "DIGEST" ? id : []));
  const items = ids.length === 0 ? [] : await digestItems(db, ids);
  const papers =
    items.length === 0 ? [] : await digestedPapers(db, [...new Set(items.map(({ paperId }) => paperId))]);
  const paperOf = new Map(papers.map((paper) => [paper.id, paper]));
  const entriesOf = new Map(mails.map(({ id }) => [id, [] as Entry[]]));
  for (const item of items) {
    const paper = paperOf.get(item.paperId);
    if (paper) entriesOf.get(item.deliveryId)?.push({ item, paper });
  }
  return mails.map((mail) => composeMail(options, mail, entriesOf.get(mail.id) ?? [], now));
}

interface Entry {
  readonly item: DigestItem;
  readonly paper: DigestedPaper;
}

function composeMail(
  { origin, secret, viewOf }: ComposeOptions,
  { kind, watch, messageId }: WaitingMail,
  entries: Entry[],
  now: Date,
): Message | undefined {
  const { hostname: host } = new URL(origin);
  const linkFor = (purpose: LinkPurpose, expiresAt?: Date) =>
    `${origin}/mail/${purpose}?token=${createLinkToken(secret, purpose, watch.key, expiresAt)}`;
  const to = watch.address ?? "";
  const about = aboutWatch(watch);
  if (kind === "CONFIRMATION") {
    const confirmUrl = linkFor("confirm", confirmationExpiresAt(watch));
    const when = whenOf(watch);
    return confirmationMessage(
      { about, when, confirmUrl, hoursValid: confirmationHours, site: host },
      { to, messageId },
    );
  }
  const links = {
    view: `${origin}${viewOf(watch)}`,
    manage: linkFor("manage"),
    unsubscribe: linkFor("unsubscribe"),
  };
  const list = { oneClickUrl: links.unsubscribe, host };
  if (kind === "TEST")
    return testMessage(
      { about, when: whenOf(watch), links },
      { to, messageId: `<${messageId}@${host}>` },
      list,
    );
  if (entries.length === 0) return undefined;
  const sorted = entries.toSorted((a, b) => placeOf(a) - placeOf(b));
  const digest = {
    about,
    date: watch.frequency === "AT_ONCE" ? undefined : dateIn(watch.timeZone ?? "UTC").format(now),
    papers: sorted.slice(0, maxPapers).map((entry) => shown(entry, origin)),
    more: Math.max(0, sorted.length - maxPapers),
    links,
  };
  return digestMessage(digest, { to, messageId }, list);
}

/** By rank, then by upvotes. */
function placeOf({ item, paper }: Entry): number {
  return item.rank ?? 1_000_000 - paper.upvotes;
}

function shown({ item, paper }: Entry, origin: string): DigestPaper {
  const { arxivId, key, title, abstract, upvotes, authors, authorsCount, organization, codeUrl } = paper;
  return {
    title,
    url: `${origin}/paper/${arxivId ?? encodeGlobalId("Paper", key)}`,
    authors,
    authorsCount: authorsCount ?? authors.length,
    organization: organization ?? undefined,
    upvotes,
    rank: item.rank ?? undefined,
    abstract: abstract ?? undefined,
    arxivUrl: arxivId === null ? undefined : `https://arxiv.org/abs/${arxivId}`,
    codeUrl: codeUrl ?? undefined,
  };
}

const dateIn = remembering(
  100,
  (timeZone) => new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone }),
);
