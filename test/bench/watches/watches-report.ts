import { tableOf, verdict } from "../table.js";
import type { MailsMeasure } from "./mails-measure.js";
import type { WatchesMeasure } from "./watches-measure.js";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

export function printMails({ size, watches, seconds, received, distinct, memory }: MailsMeasure): string {
  return tableOf(
    ["mail", "papers", "measured", "target"],
    [
      [
        `${watches} filters and addresses, one trending paper: all mails accepted`,
        String(size),
        `${seconds.toFixed(1)} s`,
        verdict("< 10 s", seconds < 10),
      ],
      ["mails received, distinct", String(size), `${received}, ${distinct}`, ""],
      [
        "resident set before, peak",
        String(size),
        memory ? `${megabytes(memory.before)}, ${megabytes(memory.peak)}` : "",
        memory ? verdict("< 100 MB more", memory.peak - memory.before < 100e6) : "",
      ],
    ],
  );
}

export function printWatches({
  size,
  watches,
  webhookSeconds,
  received,
  distinct,
  noneSeconds,
  memory,
}: WatchesMeasure): string {
  return tableOf(
    ["watches", "papers", "measured", "target"],
    [
      [
        `${watches} filters, one trending paper: all webhooks received`,
        String(size),
        `${webhookSeconds.toFixed(1)} s`,
        verdict("< 10 s", webhookSeconds < 10),
      ],
      ["webhooks received, distinct", String(size), `${received}, ${distinct}`, ""],
      ["a paper that matches none", String(size), `${noneSeconds.toFixed(1)} s`, ""],
      [
        "resident set before, peak",
        String(size),
        memory ? `${megabytes(memory.before)}, ${megabytes(memory.peak)}` : "",
        memory ? verdict("< 100 MB more", memory.peak - memory.before < 100e6) : "",
      ],
    ],
  );
}
