import { setTimeout as delay } from "node:timers/promises";
import { type Attack, times } from "../attack.js";
import { holdUntilEnd } from "../http.js";
import { frame, handshake, openUnreadWebSocket, text } from "../raw-web-socket.js";
import { openSocket, openWebSocket, tallyMessages } from "../sockets.js";

const subscribe = (id: string, query: string) => ({ id, type: "subscribe", payload: { query } });

/** WebSockets that request too much, read too little, or violate the protocol. */
export const webSocketAttacks: readonly Attack[] = [
  {
    id: "K8",
    title: "20,000 queries in one WebSocket at once",
    seconds: 20,
    run: async (target) => {
      const opened = await openWebSocket(target, { onMessage: tallyMessages(target) });
      for (let id = 0; opened && id < 20_000; id++)
        opened.send(
          subscribe(
            String(id),
            "{ papers(first: 20) { nodes { title authors(first: 5) { nodes { name } } } } }",
          ),
        );
      await holdUntilEnd(target);
    },
  },
  {
    id: "K8-unread",
    title: "20 WebSockets with 1,000 large queries each, unread",
    seconds: 20,
    run: async (target) => {
      await Promise.all(
        Array.from({ length: 20 }, async (_, socket) => {
          const queries = Array.from({ length: 1_000 }, (_entry, id) =>
            text(
              subscribe(
                String(id),
                `{ a${socket}: papers(first: 100) { nodes { abstract authors(first: 20) { nodes { name } } } } }`,
              ),
            ),
          );
          await openUnreadWebSocket(target, [...queries]);
        }),
      );
      await holdUntilEnd(target);
    },
  },
  {
    id: "K9",
    title: "20 WebSockets that never read, subscribe to all past papers, and send pongs",
    seconds: 45,
    run: async (target) => {
      const query = `subscription { paperAdded(after: "${target.keys.oldCursor}") { paper { abstract title authors(first: 20) { nodes { name } } } } }`;
      const sockets = await Promise.all(
        Array.from({ length: 20 }, () =>
          openUnreadWebSocket(target, [
            ...Array.from({ length: 20 }, (_, id) => text(subscribe(String(id), query))),
          ]),
        ),
      );
      while (!target.signal.aborted) {
        for (const socket of sockets) socket?.write(frame(10, Buffer.alloc(0)));
        await delay(2_000);
      }
    },
  },
  {
    id: "ws-no-init",
    title: "2,000 WebSockets without connection_init",
    seconds: 20,
    run: async (target) => {
      for (let index = 0; index < 2_000 && !target.signal.aborted; index += 50)
        await Promise.all(
          Array.from({ length: 50 }, () =>
            openWebSocket(target, { init: false }).then((opened) => opened && target.tally("open")),
          ),
        );
      await holdUntilEnd(target);
    },
  },
  {
    id: "ws-pings",
    title: "floods of protocol and WebSocket pings, unread",
    seconds: 12,
    run: async (target) => {
      const sockets = await Promise.all(Array.from({ length: 10 }, () => openUnreadWebSocket(target, [])));
      const pings = Buffer.concat(
        Array.from({ length: 2_000 }, (_, index) =>
          index % 2 ? frame(9, Buffer.alloc(125)) : text({ type: "ping", payload: { x: "x".repeat(80) } }),
        ),
      );
      while (!target.signal.aborted) {
        for (const socket of sockets)
          if (socket && !socket.destroyed && !socket.writableNeedDrain) socket.write(pings);
        await delay(20);
      }
    },
  },
  {
    id: "ws-subscriptions",
    title: "10,000 subscriptions in one WebSocket, then completed, repeatedly",
    seconds: 15,
    run: async (target) => {
      const opened = await openWebSocket(target, { onMessage: tallyMessages(target) });
      for (let id = 0; opened && id < 10_000; id++)
        opened.send(subscribe(String(id), "subscription { trendingBoard(first: 3) { asOf } }"));
      for (let id = 0; opened && !target.signal.aborted; id++) {
        opened.send({ id: String(id), type: "complete" });
        opened.send(subscribe(String(id), `subscription { a${id}: trendingBoard(first: 3) { asOf } }`));
        if (id % 100 === 0) await delay(10);
      }
    },
  },
  {
    id: "ws-documents",
    title: "500 subscriptions, each with another large operation that is not run",
    seconds: 30,
    run: async (target) => {
      const opened = await openWebSocket(target, { onMessage: tallyMessages(target) });
      for (let id = 0; opened && id < 500 && !target.signal.aborted; id++) {
        const others = times(800, (alias) => `... { a${id}_${alias}: __typename }`);
        const query = `subscription A { paperAdded(filter: { upvotes: { min: ${id} } }) { cursor } } query B { ${others} }`;
        opened.send({ id: String(id), type: "subscribe", payload: { query, operationName: "A" } });
        await delay(30);
      }
      await holdUntilEnd(target);
    },
  },
  {
    id: "ws-deep",
    title: "messages nested 50,000 levels, of 1 MB, and invalid",
    seconds: 10,
    run: async (target) => {
      const messages = [
        `{"type":"connection_init","payload":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}`,
        "[".repeat(90_000),
        `{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","variables":{"a":"${"x".repeat(190_000)}"}}}`,
        `{"id":"${"x".repeat(190_000)}","type":"subscribe","payload":{"query":"{ __typename }"}}`,
        "x".repeat(5_000_000),
      ];
      for (let index = 0; !target.signal.aborted; index++) {
        const opened = await openWebSocket(target, {
          init: index % 5 !== 0,
          onMessage: tallyMessages(target),
        });
        opened?.socket.send(messages[index % messages.length] ?? "");
        await delay(30);
        opened?.socket.terminate();
      }
    },
  },
  {
    id: "ws-fragments",
    title: "100 messages in fragments that never end",
    seconds: 12,
    run: async (target) => {
      const part = Buffer.alloc(60_000, "x");
      const sockets = await Promise.all(
        Array.from({ length: 100 }, () => openUnreadWebSocket(target, [frame(1, part, false)])),
      );
      while (!target.signal.aborted) {
        for (const socket of sockets) if (socket && !socket.destroyed) socket.write(frame(0, part, false));
        await delay(200);
      }
    },
  },
  {
    id: "ws-many",
    title: "1,500 initialized WebSockets from one address",
    seconds: 15,
    run: async (target) => {
      for (let index = 0; index < 1_500 && !target.signal.aborted; index += 50)
        await Promise.all(
          Array.from({ length: 50 }, () =>
            openWebSocket(target).then((opened) => opened && target.tally("open")),
          ),
        );
      await holdUntilEnd(target);
    },
  },
  {
    id: "ws-half-open",
    title: "2,000 incomplete or invalid handshakes",
    seconds: 10,
    run: async (target) => {
      for (let index = 0; index < 2_000 && !target.signal.aborted; index++)
        try {
          const socket = await openSocket(target);
          socket.on("data", (data) => target.tally(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? "data"));
          const whole = handshake(target);
          socket.write(index % 2 ? whole.slice(0, 60) : whole.replace("version: 13", "version: 7"));
        } catch {
          target.tally("connection refused");
        }
      await holdUntilEnd(target);
    },
  },
  {
    id: "ws-aliases",
    title: "queries of 300 kB and costly ones on 20 WebSockets",
    seconds: 10,
    run: async (target) => {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const opened = await openWebSocket(target, { onMessage: tallyMessages(target) });
          for (let id = 0; opened && id < 100 && !target.signal.aborted; id++) {
            const query =
              id % 2
                ? `{ ${times(20_000, (alias) => `a${alias}: __typename`)} }`
                : `{ paperStats(by: [AUTHOR, KEYWORD], first: ${id}) { totals { authors } } }`;
            opened.send(subscribe(String(id), query));
            await delay(20);
          }
        }),
      );
      await holdUntilEnd(target);
    },
  },
];
