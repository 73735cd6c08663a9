import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/**
 * TCP proxy to a Postgres that drops notifications between statements, like PgBouncer with `pool_mode=transaction`: then, the
 * connection to Postgres belongs to no client.
 */
export interface QuietPooler {
  /** URL of the database through the proxy. */
  url: string;
  /** Notifications dropped. */
  dropped(): number;
  close(): void;
}

export async function openQuietPooler(url: string): Promise<QuietPooler> {
  const { hostname, port, username, password, pathname } = new URL(url);
  let dropped = 0;
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port) });
    let received = Buffer.alloc(0);
    let isRunning = false;
    near
      .on("error", () => undefined)
      .on("data", () => {
        isRunning = true;
      })
      .on("close", () => far.destroy())
      .pipe(far);
    far
      .on("error", () => undefined)
      .on("close", () => near.destroy())
      .on("data", (chunk) => {
        received = Buffer.concat([received, chunk]);
        for (;;) {
          const length = lengthOf(received);
          if (length === undefined) return;
          const message = received.subarray(0, length);
          received = received.subarray(length);
          if (message[0] === readyForQuery) isRunning = false;
          if (message[0] === notification && !isRunning) dropped += 1;
          else near.write(message);
        }
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: entrance } = server.address() as AddressInfo;
  return {
    url: `postgresql://${username}:${password}@127.0.0.1:${entrance}${pathname}`,
    dropped: () => dropped,
    close: () => server.close(),
  };
}

/** Types of messages. */
const [notification, readyForQuery] = ["A".charCodeAt(0), "Z".charCodeAt(0)];

/** Length of the first message of the server, which has its type and its length at the beginning; undefined if incomplete. */
function lengthOf(received: Buffer): number | undefined {
  if (received.length < 5) return undefined;
  const length = 1 + received.readInt32BE(1);
  return received.length < length ? undefined : length;
}
