import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { frame, handshake, text } from "../attack/raw-web-socket.js";
import { useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import { openSocket } from "../kit/live/subscribers.js";
import { testToken } from "../kit/server/app.js";
import { openConnection, rawPost } from "../kit/server/raw-http.js";
import { limitsWith } from "../kit/server/server-options.js";

// What a server does with input before it runs an operation: one client cannot keep it from reading the input of another.

const database = useDatabase();
const query = "{ __typename }";
const subscribeMessage = (id: string, payload: object) => ({ type: "subscribe", id, payload });

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A WebSocket that writes raw frames, and calls back for each message that it gets. */
async function openRawWebSocket(origin: string, onMessage: (message: string) => void): Promise<Socket> {
  const { hostname: host, port } = new URL(origin);
  const socket = connect({ host, port: Number(port) });
  sockets.push(socket);
  let seen = "";
  const acknowledged = new Promise<void>((resolve) => {
    socket.setEncoding("latin1").on("data", (chunk) => {
      seen += chunk;
      if (seen.includes("connection_ack")) resolve();
      onMessage(String(chunk));
    });
  });
  await once(socket, "connect");
  socket.write(handshake({ host, port: Number(port) }));
  socket.write(text({ type: "connection_init" }));
  await acknowledged;
  return socket;
}

describe("while one client sends masses of input", () => {
  test.each([
    ["messages", text({ type: "pong" })],
    [
      "fragments",
      Buffer.concat([frame(1, Buffer.from('{"type":'), false), frame(0, Buffer.from('"pong"}'))]),
    ],
  ])("as tiny %s in 20 WebSockets, another is served", async (_name, unit) => {
    await withApp(database, {}, async ({ origin, logged }) => {
      const order: string[] = [];
      const flood = Buffer.concat([
        ...Array.from({ length: Math.floor(60_000 / unit.length) }, () => unit),
        text({ type: "ping", payload: { last: true } }),
      ]);
      let finish: () => void = () => undefined;
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const flooders = await Promise.all(
        Array.from({ length: 20 }, () =>
          openRawWebSocket(origin, (message) => {
            if (!message.includes('"last"')) return;
            order.push("flood");
            if (order.length === 21) finish();
          }),
        ),
      );
      const other = await openConnection(origin, "127.0.0.2");
      for (const socket of flooders) socket.write(flood);
      other.write(rawPost(JSON.stringify({ query })));
      void other.next().then(({ status }) => {
        order.push(`answer ${status}`);
        if (order.length === 21) finish();
      });
      await finished;
      other.socket.destroy();
      expect(order.filter((each) => each === "flood")).toHaveLength(20);
      expect(order.indexOf("answer 200")).toBeGreaterThanOrEqual(0);
      expect(order.indexOf("answer 200")).toBeLessThan(10);
      expect(logged).toEqual([]);
    });
  });

  test("as long bodies that arrive at once, clients take turns", async () => {
    await withApp(database, { trustProxy: true }, async ({ origin, ask }) => {
      await ask(query);
      // Long enough for a turn, and short enough to be read at once.
      const body = JSON.stringify({ query, operationName: null }).padEnd(2_000);
      const order: string[] = [];
      const open = async (address: string) => {
        const connection = await openConnection(origin);
        sockets.push(connection.socket);
        await new Promise((resolve) => {
          connection.socket.write(rawPost(body, [`X-Forwarded-For: ${address}`]).slice(0, -1), resolve);
        });
        return { connection, address };
      };
      const many = await Promise.all(Array.from({ length: 20 }, () => open("192.0.2.1")));
      const one = await open("192.0.2.2");
      // The server has read what was sent before this.
      await ask(query);
      const answers = [...many, one].map(async ({ connection, address }) => {
        connection.write(" ");
        expect((await connection.next()).status).toBe(200);
        order.push(address);
      });
      await Promise.all(answers);
      // How many are answered before it depends on how the bytes arrive.
      expect(order.indexOf("192.0.2.2")).toBeLessThan(many.length);
    });
  });
});

describe("a WebSocket is closed if it sends", () => {
  test.each(["ping", "pong", "complete"])("a %s message of more than 8,192 characters", async (type) => {
    await withApp(database, {}, async ({ url, logged }) => {
      const socket = await openSocket(url);
      await socket.greet();
      const message = { type, id: "1", payload: { text: "" } };
      socket.send({ ...message, payload: { text: "x".repeat(8_000) } });
      socket.send({ type: "ping", payload: { short: true } });
      const pongs = type === "ping" ? [await socket.next(), await socket.next()] : [await socket.next()];
      expect(pongs.at(-1)).toEqual({ type: "pong", payload: { short: true } });
      socket.send({ ...message, payload: { text: "x".repeat(9_000) } });
      expect(await socket.ended).toMatchObject({ code: 4400, reason: expect.stringMatching(/8192/) });
      expect(logged).toEqual([]);
    });
  });

  test.each([
    ["", {}],
    [" with too many values", { variables: { list: Array.from({ length: 3_000 }, () => 1) } }],
  ])("an operation%s whose ID has more than 256 characters", async (_with, more) => {
    await withApp(database, {}, async ({ url, logged }) => {
      const socket = await openSocket(url);
      await socket.greet();
      const ask = (length: number, extra: object) =>
        socket.send({
          type: "subscribe",
          id: "é".repeat(length),
          payload: { query: "{ __typename }", ...extra },
        });
      ask(256, {});
      expect(await socket.next()).toMatchObject({ type: "next", id: "é".repeat(256) });
      ask(257, more);
      expect(await socket.ended).toMatchObject({ code: 4400, reason: expect.stringMatching(/ID.*256/) });
      expect(logged).toEqual([]);
    });
  });

  test("more than 1,000 pongs that nothing asked for", async () => {
    await withApp(database, {}, async ({ url }) => {
      const socket = await openSocket(url);
      await socket.greet();
      for (let count = 0; count < 1_000; count += 1) socket.pong();
      socket.send({ type: "ping" });
      expect(await socket.next()).toEqual({ type: "pong" });
      socket.pong();
      expect(await socket.ended).toEqual({ code: 1008, reason: "More than 1000 pings and pongs" });
    });
  });

  test("a message in more than 1,000 fragments", async () => {
    await withApp(database, {}, async ({ url }) => {
      const socket = await openSocket(url);
      await socket.greet();
      for (let count = 0; count <= 1_000; count += 1) socket.sendPart("");
      expect(await socket.ended).toMatchObject({ code: 1008 });
    });
  });

  test("a second subscription with the same ID", async () => {
    await withApp(database, {}, async ({ url, logged }) => {
      const socket = await openSocket(url);
      await socket.greet();
      const id = "é".repeat(256);
      const board = subscribeMessage(id, { query: "subscription { trendingBoard(first: 1) { asOf } }" });
      socket.send(board);
      await socket.next();
      socket.send(board);
      expect(await socket.ended).toMatchObject({
        code: 4409,
        reason: expect.stringMatching(/already exists/),
      });
      expect(logged).toEqual([]);
    });
  });
});

describe("a long message of a WebSocket", () => {
  const values = (count: number) => ({ query, variables: { v: Array.from({ length: count }, () => ({})) } });

  test("has at most 2,000 values, and more with the write token", async () => {
    await withApp(database, {}, async ({ url, logged }) => {
      const socket = await openSocket(url);
      await socket.greet();
      socket.send(subscribeMessage("1", values(30_000)));
      expect(await socket.next()).toMatchObject({
        id: "1",
        type: "error",
        payload: [{ extensions: { code: "VARIABLES_TOO_LARGE" } }],
      });
      socket.send(subscribeMessage("1", values(1_900)));
      expect(await socket.next()).toMatchObject({ id: "1", type: "next", payload: { data: {} } });
      const writer = await openSocket(url);
      await writer.greet({ Authorization: `Bearer ${testToken}` });
      writer.send(subscribeMessage("1", values(30_000)));
      expect(await writer.next()).toMatchObject({ id: "1", type: "next" });
      expect(logged).toEqual([]);
    });
  });

  test("is handled in order with those that follow", async () => {
    await withApp(database, {}, async ({ url }) => {
      const socket = await openSocket(url);
      await socket.greet();
      socket.send({ type: "ping", payload: { text: "x".repeat(2_000) } });
      for (let number = 0; number < 50; number += 1) socket.send({ type: "ping", payload: { number } });
      const pongs = [];
      for (let count = 0; count < 51; count += 1) pongs.push((await socket.next()).payload);
      expect(pongs).toEqual([undefined, ...Array.from({ length: 50 }, (_, number) => ({ number }))]);
    });
  });

  test("counts toward the limit on pending bodies until its operation has ended", async () => {
    const limits = limitsWith({ maxPendingBodyBytes: 100_000 });
    await withApp(database, { limits }, async ({ url, logged }) => {
      const message = (bytes: number) =>
        subscribeMessage("1", { query: "{ __typename }", variables: { v: "x".repeat(bytes) } });
      const socket = await openSocket(url);
      await socket.greet();
      for (let count = 0; count < 3; count += 1) {
        socket.send(message(40_000));
        expect(await socket.next()).toMatchObject({ type: "next" });
        expect(await socket.next()).toMatchObject({ type: "complete" });
      }
      socket.send(message(60_000));
      expect(await socket.ended).toMatchObject({ code: 1013, reason: expect.stringMatching(/pending/) });
      expect(logged).toEqual([]);
    });
  });
});
