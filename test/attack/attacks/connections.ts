import { setTimeout as delay } from "node:timers/promises";
import { type Attack, type Target, times } from "../attack.js";
import { createSender, holdUntilEnd, repeat } from "../http.js";
import { openSocket, rawRequest, sendUnread } from "../sockets.js";

/** Opens connections, sends the start of a request on each, and then one byte per second until they are closed. */
async function trickle(target: Target, count: number, beginning: string, next: string): Promise<void> {
  const { signal, tally } = target;
  const work = async () => {
    try {
      const socket = await openSocket(target);
      tally("opened");
      socket.on("data", (data) => tally(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? "data"));
      socket.on("close", () => {
        if (!signal.aborted) tally("cut");
      });
      socket.write(beginning);
      while (!signal.aborted && !socket.destroyed) {
        await delay(1_000);
        socket.write(next);
      }
    } catch {
      tally("connection refused");
    }
  };
  const works: Promise<void>[] = [];
  for (let index = 0; index < count && !signal.aborted; index++) {
    works.push(work());
    if (index % 50 === 49) await delay(10);
  }
  await holdUntilEnd(target);
}

const large = "{ papers(first: 100) { nodes { abstract title authors(first: 100) { nodes { name } } } } }";

/** Many, slow or unread connections. */
export const connectionAttacks: readonly Attack[] = [
  {
    id: "K7",
    title: "GraphiQL's page 700 times, unread",
    seconds: 20,
    run: async (target) => {
      for (let index = 0; index < 700 && !target.signal.aborted; index++)
        await sendUnread(target, rawRequest(target, { method: "GET", headers: { accept: "text/html" } }));
      await holdUntilEnd(target);
    },
  },
  {
    id: "K7-read",
    title: "GraphiQL's page, read, 20 at once",
    seconds: 10,
    run: async (target) => {
      const { send } = createSender(target, 20);
      await repeat(target, { concurrency: 20 }, () =>
        send(undefined, { method: "GET", headers: { accept: "text/html" } }),
      );
    },
  },
  {
    id: "K11-connections",
    title: "7,000 idle connections from one address",
    seconds: 20,
    run: (target) => trickle(target, 7_000, "", ""),
  },
  {
    id: "slow-headers",
    title: "1,000 requests with headers sent byte by byte",
    seconds: 40,
    run: (target) => trickle(target, 1_000, "POST /graphql HTTP/1.1\r\nhost: x\r\nx-a: ", "a"),
  },
  {
    id: "slow-bodies",
    title: "1,000 requests with bodies sent byte by byte",
    seconds: 40,
    run: (target) =>
      trickle(target, 1_000, rawRequest(target, { headers: { "content-length": "100000" }, body: "{" }), " "),
  },
  {
    id: "pending-bodies",
    title: "300 requests with 990 kB of 1 MB sent",
    seconds: 15,
    run: (target) =>
      trickle(
        target,
        300,
        rawRequest(target, {
          headers: { "content-length": "1000000" },
          body: `{"query":"${"x".repeat(990_000)}`,
        }),
        "",
      ),
  },
  {
    id: "endless-chunks",
    title: "20 endless chunked request bodies",
    seconds: 12,
    run: async (target) => {
      const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
      await repeat(target, { concurrency: 20 }, async () => {
        try {
          const socket = await openSocket(target);
          socket.on("data", (data) => target.tally(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? "data"));
          socket.write(
            "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
          );
          while (!socket.destroyed && !target.signal.aborted) {
            socket.write(chunk);
            await delay(5);
          }
          if (!target.signal.aborted) target.tally("cut");
        } catch {
          target.tally("connection refused");
          await delay(100);
        }
      });
    },
  },
  {
    id: "unread-responses",
    title: "400 large responses, unread",
    seconds: 20,
    run: async (target) => {
      const body = (index: number) =>
        JSON.stringify({ query: `{ ${times(6, (alias) => `a${alias}_${index}: ${large.slice(2, -2)}`)} }` });
      for (let index = 0; index < 400 && !target.signal.aborted; index++)
        await sendUnread(target, rawRequest(target, { body: body(index) }));
      await holdUntilEnd(target);
    },
  },
  {
    id: "pipelined",
    title: "10 connections with 2,000 requests each, sent at once and unread",
    seconds: 15,
    run: async (target) => {
      const request = rawRequest(target, { body: JSON.stringify({ query: large }) });
      await Promise.all(Array.from({ length: 10 }, () => sendUnread(target, request.repeat(2_000))));
      await holdUntilEnd(target);
    },
  },
  {
    id: "pipelined-health",
    title: "10 connections with 50,000 GETs of /health each, sent at once and unread",
    seconds: 12,
    run: async (target) => {
      const request = rawRequest(target, { method: "GET", path: "/health" });
      await Promise.all(Array.from({ length: 10 }, () => sendUnread(target, request.repeat(50_000))));
      await holdUntilEnd(target);
    },
  },
  {
    id: "churn",
    title: "one connection per request, 50 at once, then reset",
    seconds: 10,
    run: async (target) => {
      await repeat(target, { concurrency: 50 }, async () => {
        try {
          const socket = await openSocket(target);
          socket.write(
            rawRequest(target, {
              body: JSON.stringify({ query: "{ papers(first: 5) { nodes { title } } }" }),
            }),
          );
          await delay(20);
          socket.resetAndDestroy();
          target.tally("reset");
        } catch {
          target.tally("connection refused");
          await delay(100);
        }
      });
    },
  },
  {
    id: "forwarded",
    title: "a different X-Forwarded-For per request, 16 at once",
    seconds: 10,
    run: async (target) => {
      const { send } = createSender(target, 16);
      await repeat(target, { concurrency: 16 }, (index) =>
        send(
          { query: "{ papers(first: 1) { totalCount } }" },
          { headers: { "x-forwarded-for": `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` } },
        ),
      );
    },
  },
];
