import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { within } from "../async/abort.js";

// Cancels statements like libpq's PQcancel: over a second connection, with the key of the first.
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS

/** Members of pg's client and connection that its types do not declare. */
type Target = pg.Client & { processID: number; secretKey: number; sslNegotiation?: "postgres" | "direct" };
type CancelConnection = pg.Connection & {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
};

/** Delay before a cancel request is repeated; it doubles each time. A request that arrives before its statement has no effect. */
const firstRetryMs = 50;
/** Milliseconds after which a canceled statement that still runs is abandoned and its connection closed. */
const cancelTimeoutMs = 5_000;

/**
 * Cancels the statement running on a connection and waits until it has ended. No cancel request is in flight afterwards, so
 * the next statement of the connection is safe.
 *
 * @param settled settles when the statement has ended
 * @returns an error if the connection cannot be reused
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
  // Unlike `retry`, repeats requests that succeed, and ends with the statement.
  for (let pauseMs = firstRetryMs; ; pauseMs *= 2) {
    // Lets `settled` fire first if the statement has already ended.
    await Promise.race([ended, delay(0)]);
    if (done) return undefined;
    try {
      await sendCancelRequest(client);
    } catch (error) {
      // The failed request may still arrive, so the connection must not run another statement.
      return disconnect(client, new Error("The cancel request to the database failed.", { cause: error }));
    }
    await within(pauseMs, ended);
    if (!done && performance.now() > deadline)
      return disconnect(client, new Error("A canceled statement did not end in time."));
  }
}

/** Destroys a connection without the closing handshake; its statement fails immediately. */
export function disconnect(client: pg.Client, error: Error): Error {
  client.connection.stream.destroy(error);
  return error;
}

/**
 * Requests cancellation of the statement running on a connection. Resolves when the server has closed the connection of
 * the request, which it does after signaling the backend.
 *
 * @throws network errors; an Error after 5 seconds
 */
export async function sendCancelRequest(client: pg.Client): Promise<void> {
  const { host, port, ssl, sslNegotiation, processID, secretKey } = client as Target;
  const connection = new pg.Connection({ ssl, sslNegotiation } as pg.ConnectionConfig) as CancelConnection;
  let timeout: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    timeout = setTimeout(
      () => reject(new Error("The database did not respond to a cancel request.")),
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
