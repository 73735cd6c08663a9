import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server like that of Daily Papers, whose responses the test defines. */
export interface FeedServer {
  url: URL;
  /** Requested paths with query strings, in order. */
  requested: string[];
  /** Resolves after `count` requests. */
  waitForRequests(count: number): Promise<void>;
  close(): Promise<void>;
}

export type FeedAnswer = (
  request: { day: string; path: string; count: number },
  response: ServerResponse,
) => void;

export async function startFeed(answer: FeedAnswer): Promise<FeedServer> {
  const requested: string[] = [];
  const waiting = new Set<{ count: number; resolve: () => void }>();
  const server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? "";
    requested.push(path);
    answer(
      { path, day: new URL(path, "http://feed").searchParams.get("date") ?? "", count: requested.length },
      response,
    );
    for (const waiter of waiting) if (requested.length >= waiter.count) waiter.resolve();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    requested,
    waitForRequests: (count) =>
      new Promise((resolve) => {
        if (requested.length >= count) resolve();
        else waiting.add({ count, resolve });
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function sendRows(
  response: ServerResponse,
  rows: readonly unknown[],
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(rows));
}

/** A row of the feed. */
export function feedRow(id: string, upvotes: number, fields: Record<string, unknown> = {}): unknown {
  return {
    paper: {
      id,
      title: `Paper ${id}`,
      summary: "On things.",
      publishedAt: "2025-07-07T17:00:00.000Z",
      upvotes,
      authors: [{ _id: "a", name: "Ada Lovelace", hidden: false }],
      ...fields,
    },
    numComments: 1,
  };
}
