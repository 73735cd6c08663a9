import { setTimeout as delay } from "node:timers/promises";
import { type GraphQLError, print } from "graphql";
import { createClient, type SubscribePayload } from "graphql-ws";
import { WebSocket } from "ws";
import type { TickerSubscription } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";
import { url } from "./server.js";

/** `npx tsx examples/ticker.ts`, while `npm start` runs: prints a line for each newly trending paper, over WebSocket. */
const ticker = graphql(`
  subscription Ticker($after: String) {
    paperTrending(window: DAY, top: 20, after: $after) {
      cursor
      occurredAt
      rank
      paper { title organization { name } }
    }
  }
`);

const client = createClient({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });

let after: string | null = null;
for (;;) {
  try {
    const request: SubscribePayload = { query: print(ticker), variables: { after } };
    for await (const { data, errors } of client.iterate<TickerSubscription>(request)) {
      if (!data) throw errors;
      const { cursor, occurredAt, rank, paper } = data.paperTrending;
      const by = paper.organization ? ` (${paper.organization.name})` : "";
      process.stdout.write(`${occurredAt.slice(11, 19)}  #${rank}  ${paper.title}${by}\n`);
      // Resume after the last printed event when the connection closes.
      after = cursor;
    }
  } catch (problem) {
    // The reason is in GraphQL errors or in the close event; without one, there is no connection.
    const errors: GraphQLError[] = Array.isArray(problem) ? problem : [];
    const [reason = (problem as { reason?: string }).reason] = errors.map(({ message }) => message);
    process.stderr.write(`${reason || `No connection to ${url}.`} Reconnecting.\n`);
    if (errors.some(({ extensions }) => extensions["code"] === "CURSOR_EXPIRED")) after = null;
  }
  await delay(1_000);
}
