import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

// A statement is canceled as libpq's PQcancel does it: over a second connection, by the key that the first one was given.
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS

/** What pg's client and connection have and their types do not declare. */
type Target = pg.Client & { processID: number; secretKey: number; sslNegotiation?: "postgres" | "direct" };
type CancelConnection = pg.Connection & {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
};

/** A cancel request is repeated after this pause, then after twice as long: one that arrives before its statement has no effect. */
const firstRetryMs = 50;
/** A statement that runs on for so long after its cancellation is abandoned, and its connection closed. */
const cancelTimeoutMs = 5_000;

/**
 * Cancels what runs on a connection until it has ended. When this resolves, no cancel request is on its way, so the next
 * statement of the connection is safe.
 *
 * @param settled fulfills or rejects when the statement has ended
 * @returns an error where the connection cannot be used again
 */
export async function cancelUntilSettled(
  client: pg.Client,
  settled: Promise<unknown>,
): Promise<Error | undefined> {
  let done = false;
  const end = () => {
    done = true;
  };
  const ended = settled.then(end, end);
  const deadline = performance.now() + cancelTimeoutMs;
  for (let pauseMs = firstRetryMs; ; pauseMs *= 2) {
    // Lets a statement that has already ended say so.
    await Promise.race([ended, delay(0)]);
    if (done) return undefined;
    try {
      await sendCancelRequest(client);
    } catch (error) {
      // A request that may still arrive must find nothing that it can cancel.
      return disconnect(client, new Error("The cancel request to the database failed.", { cause: error }));
    }
    const timer = new AbortController();
    await Promise.race([ended, delay(pauseMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    if (!done && performance.now() > deadline)
      return disconnect(client, new Error("A canceled statement did not end in time."));
  }
}

/** Ends a connection without a word; its statement fails at once. */
export function disconnect(client: pg.Client, error: Error): Error {
  client.connection.stream.destroy(error);
  return error;
}

/**
 * Asks the server to cancel what a connection is doing. Resolves when the server has closed the request's connection,
 * which it does after it has signaled the process of the other.
 *
 * @throws what the network throws; an Error when it takes more than 5 seconds
 */
export async function sendCancelRequest(client: pg.Client): Promise<void> {
  const { host, port, ssl, sslNegotiation, processID, secretKey } = client as Target;
  const connection = new pg.Connection({ ssl, sslNegotiation } as pg.ConnectionConfig) as CancelConnection;
  let timeout: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    timeout = setTimeout(
      () => reject(new Error("The database did not answer a cancel request.")),
      cancelTimeoutMs,
    );
    const send = () => connection.cancel(processID, secretKey);
    connection.on("connect", () => {
      if (!ssl) send();
      else if (sslNegotiation !== "direct") connection.requestSsl();
    });
    connection.on("sslconnect", send);
    connection.on("error", reject);
    connection.on("end", resolve);
    if (host.startsWith("/")) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  }).finally(() => {
    clearTimeout(timeout);
    connection.stream.destroy();
  });
}
