import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createSchema } from "../../src/schema/index.js";
import { useDatabase } from "../kit/db/database.js";
import { deleteWatches, useNotifier } from "../kit/notify/notifier.js";
import { flood, type RawServer, startRawServer } from "../kit/notify/raw-server.js";
import { type Delivered, watchingOf } from "../kit/notify/watching.js";
import { useApp } from "../kit/server/app.js";

const database = useDatabase();
const app = useApp(database, { schema: createSchema({ privateWebhooks: true }) });
useNotifier(database, { timeoutMs: 1_000 });
const { as, create, deliveries } = watchingOf(app);
let server: RawServer | undefined;

afterEach(async () => {
  await deleteWatches(database.db);
  await server?.close();
});

/** What becomes of a webhook that a receiver responds to with raw bytes. */
async function outcomeOf(respond: (socket: Socket) => void): Promise<Delivered | undefined> {
  server = await startRawServer(respond);
  const { watch } = await create(server.url);
  await as("mutation ($id: ID!) { testWatch(id: $id) }", { id: watch.id });
  const [delivery] = await deliveries(watch.id, ([first]) => first?.attempts === 1);
  return delivery;
}

test.each([
  [
    "101 Switching Protocols",
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
  ],
  ["an endless header", `HTTP/1.1 200 OK\r\nx: ${"x".repeat(1_000_000)}`],
  ["no HTTP", "hello\r\n\r\n"],
])("a receiver that responds with %s has failed, and the webhook is retried", async (_name, bytes) => {
  const failed = await outcomeOf((socket) => socket.write(bytes));
  expect(failed).toMatchObject({ state: "PENDING", lastStatus: null, lastError: expect.any(String) });
});

test("an endless series of interim responses ends before the timeout", async () => {
  const failed = await outcomeOf((socket) => flood(socket, "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1_000)));
  expect(failed).toMatchObject({ state: "PENDING", lastError: "No final response within 64000 bytes." });
});

test.each([
  ["is cut", "200 OK\r\ncontent-length: 10\r\n\r\nabc", (socket: Socket) => socket.end()],
  ["stalls", "200 OK\r\ncontent-length: 10\r\n\r\nabc", () => undefined],
  ["follows a 204, which has none", "204 No Content\r\n\r\nOK", () => undefined],
  ["is invalid", "200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n", () => undefined],
])("a webhook has been delivered with a status of 2xx, even if the body %s", async (_name, bytes, then) => {
  const delivered = await outcomeOf((socket) => {
    socket.write(`HTTP/1.1 ${bytes}`);
    then(socket);
  });
  expect(delivered).toMatchObject({ state: "SENT", lastError: null });
});

test("of a failure whose body is cut, the status and the beginning are recorded", async () => {
  const failed = await outcomeOf((socket) =>
    socket.end("HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\nnot now"),
  );
  expect(failed).toMatchObject({ state: "PENDING", lastStatus: 503, lastError: "503: not now" });
});

test("an endless body is read to a limit, however it is encoded", async () => {
  const chunk = `1;${"x".repeat(8_000)}\r\na\r\n`;
  let isClosed = false;
  const delivered = await outcomeOf((socket) => {
    socket.on("close", () => {
      isClosed = true;
    });
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    flood(socket, chunk);
  });
  expect(delivered).toMatchObject({ state: "SENT", lastStatus: 200 });
  await expect.poll(() => isClosed).toBe(true);
});

test("bytes after a response are not taken for the response to the next webhook", async () => {
  let requests = 0;
  server = await startRawServer((socket) => {
    requests += 1;
    socket.write("HTTP/1.1 500 Error\r\ncontent-length: 0\r\n\r\n");
    setImmediate(() => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
  });
  for (let index = 1; index <= 3; index++) {
    const { watch } = await create(server.url);
    await as("mutation ($id: ID!) { testWatch(id: $id) }", { id: watch.id });
    const [delivery] = await deliveries(watch.id, ([first]) => first?.attempts === 1);
    expect(delivery).toMatchObject({ state: "PENDING", lastStatus: 500 });
  }
  expect(requests).toBe(3);
});
