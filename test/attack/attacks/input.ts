import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type Attack, type Target, times } from "../attack.js";
import { createSender, holdUntilEnd, repeat } from "../http.js";
import { frame, openUnreadWebSocket, text } from "../raw-web-socket.js";
import { exchange, openWebSocket, rawRequest, sendUnread, tallyMessages } from "../sockets.js";

/** Input that takes long to parse, or much more memory than its bytes. */
export const inputAttacks: readonly Attack[] = [
  {
    id: "json-values",
    title: "tiny values in undeclared variables, and broken JSON of 63 kB, on 150 connections",
    seconds: 10,
    run: async (target) => {
      const connections = 150;
      const { send } = createSender(target, connections);
      const undeclared = (value: string) => `{"query":"{__typename}","variables":{"v":${value}}}`;
      const bodies = [
        undeclared(`[${Array.from({ length: 60_000 }, () => "{}")}]`),
        undeclared(`{${Array.from({ length: 18_000 }, (_, key) => `"k${key}":0`)}}`),
        undeclared(`[${"[],".repeat(20_900)}x]`),
        undeclared(`"${"\\u0041".repeat(10_000)}" x`),
      ];
      await repeat(target, { concurrency: connections }, (index) =>
        send(undefined, { body: bodies[index % bodies.length] ?? "" }),
      );
    },
  },
  {
    id: "json-values-waiting",
    title: "undeclared variables of 165 kB with a new document of 300 aliases, on 155 connections",
    seconds: 12,
    run: async (target) => {
      const connections = 155;
      const { send } = createSender(target, connections);
      const value = `[${Array.from({ length: 55_000 }, () => "{}")}]`;
      await repeat(target, { concurrency: connections }, (index) => {
        const document = `{${times(300, (alias) => `a${index}x${alias}:node(id:"1"){id}`)}}`;
        const body = `{"query":${JSON.stringify(document)},"variables":{"v":${value}}}`;
        return send(undefined, { body });
      });
    },
  },
  {
    id: "search-texts-shared",
    title: "hundreds of lists that share one filter of 900 long search texts, on 8 connections",
    seconds: 10,
    run: async (target) => {
      const connections = 8;
      const { send } = createSender(target, connections);
      const or = Array.from({ length: 900 }, (_, index) => ({ search: `${index} ${"xY9 ".repeat(42)}` }));
      await repeat(target, { concurrency: connections }, (index) => {
        const lists = times(380, (alias) => `a${index}x${alias}:papers(filter:$f){totalCount}`);
        return send({ query: `query ($f: PaperFilter) {${lists}}`, variables: { f: { or } } });
      });
    },
  },
  {
    id: "body-chunks",
    title: "bodies in 150,000 chunks of one byte, on 100 connections",
    seconds: 10,
    run: async (target) => {
      const body = JSON.stringify({ query: "{ __typename }" });
      const head = rawRequest(target, {
        headers: { "transfer-encoding": "chunked" },
        body,
      }).replace(/content-length: \d+\r\n/, "");
      const start = head.slice(0, -body.length);
      const chunks = `${body.length.toString(16)}\r\n${body}\r\n${"1\r\n \r\n".repeat(150_000)}0\r\n\r\n`;
      await repeat(target, { concurrency: 100 }, async () =>
        target.tally(await exchange(target, start + chunks)),
      );
    },
  },
  {
    id: "waiting-input",
    title: "64 kB at a time of pipelined requests and tiny chunks, on 1,100 connections of each of 3 clients",
    seconds: 20,
    run: async (target) => {
      const request = rawRequest(target, { method: "GET", path: "/health" });
      const beginning = rawRequest(target, { headers: { "transfer-encoding": "chunked" } });
      const chunked = beginning.replace(/content-length: \d+\r\n/, "");
      const floods = [request.repeat(1_000), "1\r\n \r\n".repeat(11_000)].map((flood) => Buffer.from(flood));
      await Promise.all(
        Array.from({ length: 3_300 }, async (_, index) => {
          const client = { ...target, localAddress: `127.0.2.${1 + (index % 3)}` };
          const isChunked = index % 2 === 1;
          const socket = await sendUnread(client, isChunked ? chunked : request);
          await keepWriting(target, socket, floods[Number(isChunked)] ?? Buffer.alloc(0));
        }),
      );
    },
  },
  {
    id: "ws-tiny-frames",
    title: "64 kB at a time of tiny messages, pongs and fragments, on 100 WebSockets",
    seconds: 12,
    run: async (target) => {
      const units = [
        text({ type: "pong" }),
        text({ id: "1", type: "complete" }),
        frame(10, Buffer.alloc(0)),
        frame(9, Buffer.alloc(0)),
        frame(0, Buffer.alloc(0), false),
      ];
      await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const unit = units[index % units.length] ?? Buffer.alloc(0);
          const flood = Buffer.concat(Array.from({ length: Math.floor(65_000 / unit.length) }, () => unit));
          const isFragment = index % units.length === 4;
          const first = isFragment ? [frame(1, Buffer.alloc(0), false)] : [];
          await keepWriting(target, await openUnreadWebSocket(target, first), flood);
        }),
      );
    },
  },
  {
    id: "ws-large-pings",
    title: "ping, pong and complete messages of 180 kB with tiny values, on 100 WebSockets",
    seconds: 12,
    run: async (target) => {
      const values = `[${Array.from({ length: 60_000 }, () => "{}")}]`;
      const messages = ["ping", "pong", "complete"].map((type) =>
        frame(1, Buffer.from(`{"id":"1","type":"${type}","payload":{"a":${values}}}`)),
      );
      await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const message = messages[index % messages.length] ?? Buffer.alloc(0);
          await keepWriting(target, await openUnreadWebSocket(target, []), message);
        }),
      );
    },
  },
  {
    id: "ws-values",
    title: "2,200 new documents of 300 aliases with undeclared variables of 165 kB, on 220 WebSockets",
    seconds: 20,
    run: async (target) => {
      const values = Array.from({ length: 55_000 }, () => ({}));
      await Promise.all(
        Array.from({ length: 220 }, async (_, socket) => {
          const opened = await openWebSocket(target, { onMessage: tallyMessages(target) });
          for (let id = 0; opened && id < 10; id++) {
            const query = `{${times(300, (alias) => `a${socket}x${id}x${alias}:node(id:"1"){id}`)}}`;
            opened.send({ id: String(id), type: "subscribe", payload: { query, variables: { v: values } } });
          }
        }),
      );
      await holdUntilEnd(target);
    },
  },
];

/** Writes the same bytes, as fast as the server reads them. */
async function keepWriting(target: Target, socket: Socket | undefined, bytes: Buffer): Promise<void> {
  while (socket && !socket.destroyed && !target.signal.aborted) {
    if (!socket.writableNeedDrain) socket.write(bytes);
    await delay(10);
  }
}
