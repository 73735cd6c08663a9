import type { Attack, Target } from "../attack.js";
import { createSender, holdUntilEnd, repeat, type Sender } from "../http.js";
import { rawRequest, sendUnread } from "../sockets.js";

const path = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;
/** A search over all papers, new with each index. */
const search = (index: number) =>
  `{ papers(first: 20, filter: { search: "model or learning or data" }) { totalCount nodes { title } } } # ${index}`;

/** Senders of many clients, by their addresses. */
function sendersOf(target: Target, clients: number, connections: number): Sender[] {
  return Array.from({ length: clients }, (_, index) =>
    createSender({ ...target, localAddress: `127.0.1.${1 + index}` }, connections),
  );
}

/** Responses that are kept, and those that several requests wait for. */
export const answerAttacks: readonly Attack[] = [
  {
    id: "equal-queries",
    title: "a new costly search, 300 times at once, half of them abandoned",
    seconds: 12,
    run: async (target) => {
      const { send } = createSender(target, 300);
      await repeat(target, { concurrency: 300 }, (index) =>
        send(
          { query: search(Math.floor(index / 300)) },
          index % 2 === 0 ? {} : { abandonAfterMs: 1 + (index % 40) },
        ),
      );
    },
  },
  {
    id: "equal-queries-clients",
    title: "a new costly search of 50 clients, 6 times at once each, half of them abandoned",
    seconds: 12,
    run: async (target) => {
      const senders = sendersOf(target, 50, 6);
      await repeat(target, { concurrency: 300 }, async (index) =>
        senders[index % senders.length]?.send(
          { query: search(Math.floor(index / 300)) },
          index % 4 < 2 ? {} : { abandonAfterMs: 1 + (index % 40) },
        ),
      );
    },
  },
  {
    id: "distinct-queries",
    title: "100,000 different queries of 50 clients, with responses of up to 100 kB",
    seconds: 60,
    run: async (target) => {
      const senders = sendersOf(target, 50, 4);
      await repeat(target, { concurrency: 200, count: 100_000 }, async (index) => {
        const fields = index % 50 === 0 ? "title abstract" : "id";
        const first = index % 50 === 0 ? 50 : 1;
        const query = `{ papers(first: ${first}) { nodes { ${fields} } } } # ${index >> 1}`;
        const options = index % 3 === 0 ? { method: "GET", path: path(query) } : {};
        return senders[index % senders.length]?.send(index % 3 === 0 ? undefined : { query }, options);
      });
    },
  },
  {
    id: "if-none-match",
    title: "conditional requests: any tag, unknown ones, and lists of 3,000, on 200 connections",
    seconds: 12,
    run: async (target) => {
      const { send } = createSender(target, 200);
      const tags = [
        "*",
        'W/"x"',
        `${'"a",'.repeat(3_000)}"b"`,
        ",".repeat(12_000),
        `W/"${"x".repeat(12_000)}"`,
      ];
      await repeat(target, { concurrency: 200 }, (index) =>
        send(undefined, {
          method: "GET",
          path: path(search(index % 7)),
          headers: { "if-none-match": tags[index % tags.length] ?? "" },
        }),
      );
    },
  },
  {
    id: "if-none-match-unread",
    title: "100 connections with 10,000 conditional requests each, sent at once and unread",
    seconds: 15,
    run: async (target) => {
      const query = "{ papers(first: 1) { totalCount } }";
      const request = rawRequest(target, {
        method: "GET",
        path: path(query),
        headers: { "if-none-match": "*" },
      });
      await Promise.all(Array.from({ length: 100 }, () => sendUnread(target, request.repeat(10_000))));
      await holdUntilEnd(target);
    },
  },
];
