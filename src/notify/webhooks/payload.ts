import { encodeGlobalId } from "../../domain/values/global-ids.js";
import { watchCursor } from "../../domain/watches/deliveries.js";
import type { WatchEvent } from "../../domain/watches/watch.js";
import type { DueWebhook } from "../../domain/watches/webhooks/webhooks.js";

const types = {
  ADDED: "paper.added",
  TRENDING: "paper.trending",
  UPVOTES: "paper.upvoted",
} as const satisfies Record<WatchEvent, string>;

/** The body of a webhook. The paper is in its state at the time of sending. */
export function payloadOf({ kind, watch, item, queuedAt }: DueWebhook): string {
  const id = encodeGlobalId("Watch", watch.key);
  if (kind === "TEST" || item === null)
    return JSON.stringify({ type: "watch.test", timestamp: queuedAt, data: { watch: id } });
  const { eventNumber, occurredAt, rank, upvotes, paper, organization } = item;
  const { key, arxivId, codeUrl, ...facts } = paper;
  return JSON.stringify({
    type: types[watch.event],
    timestamp: new Date(occurredAt),
    data: {
      cursor: watchCursor(eventNumber),
      watch: id,
      ...(watch.event === "TRENDING" && { window: watch.board, rank }),
      ...(watch.event === "UPVOTES" && { reached: watch.minUpvotes }),
      upvotes,
      paper: {
        id: encodeGlobalId("Paper", key),
        arxivId,
        ...facts,
        organization,
        links: {
          abstract: arxivId === null ? null : `https://arxiv.org/abs/${arxivId}`,
          code: codeUrl,
        },
      },
    },
  });
}
