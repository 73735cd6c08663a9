import { capitalized } from "../../text/capitalized.js";
import { type Digest, digestSubject, oneLine } from "./digest/digest.js";
import { digestHtml, footerRow } from "./digest/digest-html.js";
import { digestText, footerText, wrap } from "./digest/digest-text.js";
import { link, mailPage, row, styles } from "./digest/layout.js";
import { html } from "./digest/markup.js";

/** A mail to one address. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** As in `<watch.period@example.org>`. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A mail as it is sent. */
export interface DatedMessage extends Message {
  readonly date: Date;
}

/** A mail without its content. */
export interface Addressed {
  readonly to: string;
  /** Unique for a delivery, and the same at each attempt. */
  readonly messageId: string;
}

/** Keeps programs that answer mail, such as vacation notices, from answering. */
const automatic = {
  "Auto-Submitted": "auto-generated",
  Precedence: "bulk",
  "X-Auto-Response-Suppress": "All",
} as const;

/** A list of mails, which mail programs can leave. */
export interface List {
  /** Unsubscribes by POST; mail programs send it only by https. */
  readonly oneClickUrl: string;
  /** Of the site. */
  readonly host: string;
}

export function digestMessage(digest: Digest, addressed: Addressed, list: List): Message {
  return {
    ...addressed,
    subject: digestSubject(digest),
    text: digestText(digest),
    html: digestHtml(digest),
    headers: listHeaders(list),
  };
}

/** RFC 2919 and 8058. */
function listHeaders({ oneClickUrl, host }: List): Record<string, string> {
  return {
    ...automatic,
    "List-Id": `papergraph <papergraph.${host}>`,
    "List-Unsubscribe": `<${oneClickUrl}>`,
    ...(oneClickUrl.startsWith("https:") && { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
  };
}

/** Shows that mail of a watch arrives. */
export function testMessage(
  { about, when, links }: Pick<Confirmation, "about" | "when"> & Pick<Digest, "links">,
  addressed: Addressed,
  list: List,
): Message {
  const subject = `Test: ${oneLine(about, 100)}`;
  const text = `This is a test. You get emails about ${oneLine(about, 300)}, ${when}.`;
  return {
    ...addressed,
    subject,
    text: `${wrap(text)}\n\n${footerText(links)}`,
    html: mailPage(subject, text, [
      row(html`<p class="ink" style="${styles.text}">${text}</p>`),
      footerRow(links),
    ]),
    headers: listHeaders(list),
  };
}

/** A subscription that waits for the owner of its address. */
export interface Confirmation {
  /** What is watched, as in `new papers of facebook`. */
  readonly about: string;
  /** As in `every day at 8:00 (Europe/Berlin)`. */
  readonly when: string;
  readonly confirmUrl: string;
  readonly hoursValid: number;
  readonly site: string;
}

/** Asks the owner of an address whether to send anything to it. */
export function confirmationMessage(confirmation: Confirmation, addressed: Addressed): Message {
  const { about, when, confirmUrl, hoursValid, site } = confirmation;
  const subject = `Confirm: ${oneLine(about, 100)}`;
  const request = `${site} received a request to send email to this address: ${oneLine(about, 300)}, ${when}.`;
  const action = `Open this link within ${hoursValid} hours to confirm it:`;
  const otherwise =
    "If you did not request this, ignore this email. Nothing else will be sent, and the request expires.";
  const paragraphs = [request, action, otherwise].map(wrap);
  return {
    ...addressed,
    subject,
    text: `${paragraphs[0]}\n\n${paragraphs[1]}\n${confirmUrl}\n\n${paragraphs[2]}\n`,
    html: mailPage(subject, request, [
      row(html`<h1 class="ink" style="${styles.heading}">${capitalized(oneLine(about, 300))}</h1>`),
      row(html`<p class="ink" style="${styles.text}">${request}</p>`),
      row(html`<p class="ink" style="${styles.text}">${action}<br>${link(confirmUrl, "Confirm")}</p>`),
      row(html`<p class="soft" style="${styles.small}">${otherwise}</p>`, true),
    ]),
    headers: automatic,
  };
}
