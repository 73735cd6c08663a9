import { setTimeout as delay } from "node:timers/promises";
import { type Attack, type Target, times } from "../attack.js";
import { createSender, holdUntilEnd, repeat } from "../http.js";
import { openWebSocket, rawRequest, sendUnread, tallyMessages } from "../sockets.js";

const streamHeaders = { accept: "text/event-stream" };

const wide = (aliases: number) => ({
  query: `subscription ($old: String) {paperAdded(after: $old) {${times(aliases, (index) => `p${index}: paper {abstract}`)}}}`,
});

/** Milliseconds between two writes of the feed. */
const newsIntervalMs = 300;

/** Writes like a feed, so that boards and upvotes change while subscribers wait. */
async function writeNews(target: Target): Promise<void> {
  const { send } = createSender({ ...target, tally: () => undefined }, 1);
  const query = `mutation ($o: [UpvoteObservationInput!]!) { recordUpvotes(source: "attack", observations: $o) { recorded } }`;
  let upvotes = Math.floor(Date.now() / 1_000) % 1_000_000;
  while (!target.signal.aborted) {
    upvotes += 1;
    const observedAt = new Date().toISOString();
    const observations = target.keys.papers.map((id) => ({ paper: { id }, observedAt, upvotes }));
    await send(
      { query, variables: { o: observations } },
      { headers: { authorization: `Bearer ${target.token}` } },
    );
    await delay(newsIntervalMs, undefined, { signal: target.signal }).catch(() => undefined);
  }
}

/** Opens streams and leaves them unread; each must stay open or be refused. */
async function openUnreadStreams(target: Target, count: number, body: string): Promise<void> {
  for (let index = 0; index < count && !target.signal.aborted; index++)
    await sendUnread(target, rawRequest(target, { headers: streamHeaders, body }));
}

/** Wide, numerous, unread or resumed subscriptions. */
export const subscriptionAttacks: readonly Attack[] = [
  {
    id: "K6",
    title: "4,000 aliases of paper { abstract } from an old cursor, resumed",
    seconds: 25,
    run: async (target) => {
      const { send } = createSender(target, 1);
      const variables = { old: target.keys.oldCursor };
      await repeat(target, { concurrency: 1, count: 4 }, () =>
        send({ ...wide(4_000), variables }, { headers: streamHeaders }),
      );
    },
  },
  {
    id: "K6-unread",
    title: "12 of 300 aliases from an old cursor, unread",
    seconds: 20,
    run: async (target) => {
      const body = JSON.stringify({ ...wide(300), variables: { old: target.keys.oldCursor } });
      await openUnreadStreams(target, 12, body);
      await holdUntilEnd(target);
    },
  },
  {
    id: "K11-subscriptions",
    title: "20,000 subscriptions from one address, 400 on each of 50 WebSockets",
    seconds: 20,
    run: async (target) => {
      const tallies = tallyMessages(target);
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const opened = await openWebSocket(target, { onMessage: tallies });
          for (let id = 0; opened && id < 400 && !target.signal.aborted; id++)
            opened.send({
              id: String(id),
              type: "subscribe",
              payload: { query: "subscription { paperAdded { cursor } }" },
            });
        }),
      );
      await holdUntilEnd(target);
    },
  },
  {
    id: "streams-unread",
    title: "300 streams of all past papers with abstracts, unread",
    seconds: 20,
    run: async (target) => {
      const query = `subscription ($old: String) { paperAdded(after: $old) { cursor paper { abstract title authors(first: 100) { nodes { name } } } } }`;
      await openUnreadStreams(
        target,
        300,
        JSON.stringify({ query, variables: { old: target.keys.oldCursor } }),
      );
      await holdUntilEnd(target);
    },
  },
  {
    id: "streams-resumed",
    title: "streams from an old cursor, ended after 50 ms, 30 at once",
    seconds: 12,
    run: async (target) => {
      const { send } = createSender(target, 30);
      await repeat(target, { concurrency: 30 }, (index) =>
        send(
          {
            query: `subscription ($old: String) { paperAdded(after: $old, filter: { upvotes: { min: ${index % 40} } }) { cursor paper { title abstract } } }`,
            variables: { old: target.keys.oldCursor },
          },
          { headers: streamHeaders, abandonAfterMs: 50 },
        ),
      );
    },
  },
  {
    id: "boards-distinct",
    title: "800 different boards of 100 papers on 8 WebSockets, while upvotes come in",
    seconds: 20,
    run: async (target) => {
      const tallies = tallyMessages(target);
      const news = writeNews(target);
      await Promise.all(
        Array.from({ length: 8 }, async (_, connection) => {
          const opened = await openWebSocket(target, { onMessage: tallies });
          for (let id = 0; opened && id < 100; id++)
            opened.send({
              ...{ id: String(id), type: "subscribe" },
              payload: {
                query: `subscription { trendingBoard(first: 100, filter: { upvotes: { min: ${connection * 100 + id} } }) { totalCount nodes { rank score paper { title abstract authors(first: 50) { nodes { name } } } } } }`,
              },
            });
        }),
      );
      await news;
    },
  },
  {
    id: "upvotes-wide",
    title: "200 subscriptions of an upvote with a costly payload, while upvotes come in",
    seconds: 15,
    run: async (target) => {
      const news = writeNews(target);
      const opened = await openWebSocket(target, { onMessage: tallyMessages(target) });
      for (let id = 0; opened && id < 200; id++)
        opened.send({
          ...{ id: String(id), type: "subscribe" },
          payload: {
            query: `subscription ($p: ID!) { upvotesChanged(paper: $p) { upvotes a${id}: paper { authors(first: 20) { nodes { papers(first: 20) { totalCount nodes { abstract } } } } } } }`,
            variables: { p: target.keys.papers[id % 100] },
          },
        });
      await news;
    },
  },
];
