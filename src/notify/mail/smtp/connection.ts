import { Readable } from "node:stream";
import type { NodemailerError } from "nodemailer";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection from "nodemailer/lib/smtp-connection";

export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** What a server responded to a mail, or why it did not. */
export type Delivered =
  | { readonly response: string }
  | {
      readonly error: NodemailerError;
      /** Whether anything of the mail was sent, and all of it. */
      readonly isStarted: boolean;
      readonly isWritten: boolean;
    };

/** An open connection, which sends one mail at a time. */
export interface MailConnection {
  /** Never rejects. */
  deliver(envelope: Envelope, mail: Buffer): Promise<Delivered>;
  /** Whether another mail can be sent. */
  isOpen(): boolean;
  close(): void;
}

/** Opens connections to a server. @param timeoutMs for connecting and each response; twice that for a mail */
export function connector(url: string, timeoutMs: number): () => Promise<MailConnection> {
  const { auth, ...options } = parseConnectionUrl(url);
  const limits = {
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
  return async () => {
    const connection = new SMTPConnection({ ...limits, ...options });
    // It may end at any time, also while it is idle.
    connection.on("error", () => undefined);
    try {
      await withinTime(connection, 2 * timeoutMs, (settle) =>
        connection.connect((error) => {
          if (error || !auth || !connection.allowsAuth) return settle(error ?? null);
          const { user, pass } = auth;
          connection.login({ user, credentials: { user, pass } }, settle);
        }),
      );
    } catch (error) {
      connection.close();
      throw error;
    }
    return opened(connection, timeoutMs);
  };
}

function opened(connection: SMTPConnection, timeoutMs: number): MailConnection {
  return {
    isOpen: () => !connection.destroyed,
    close: () => connection.close(),
    async deliver({ from, to }, mail) {
      const stream = streamOf(mail);
      try {
        let response = "";
        await withinTime(connection, 2 * timeoutMs, (settle) =>
          connection.send({ from, to: [to], size: mail.length }, stream, (error, sent) => {
            response = sent?.response ?? "";
            settle(error);
          }),
        );
        return { response };
      } catch (error) {
        const { readableDidRead: isStarted, readableEnded: isWritten } = stream;
        const failure = error as NodemailerError;
        await recover(connection, failure, timeoutMs);
        return { error: failure, isStarted, isWritten };
      }
    },
  };
}

/** Makes a connection ready for the next mail after the server refused one; closes it if that is not certain. */
async function recover(
  connection: SMTPConnection,
  { responseCode }: NodemailerError,
  timeoutMs: number,
): Promise<void> {
  try {
    if (responseCode === undefined || responseCode === 421) throw new Error("The session has ended.");
    await withinTime(connection, timeoutMs, (settle) => connection.reset(settle));
  } catch {
    connection.close();
  }
}

/** Runs a step of a session. @throws the error of the step or the connection; after a time, which closes it */
function withinTime(
  connection: SMTPConnection,
  ms: number,
  step: (settle: (error: NodemailerError | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle(Object.assign(new Error(`The server took longer than ${ms / 1_000} s.`), { code: "ETIMEDOUT" }));
      connection.close();
    }, ms);
    // A response that ends the session is reported right after its end.
    const onEnd = () =>
      setImmediate(settle, Object.assign(new Error("Connection closed"), { code: "ECONNECTION" }));
    const settle = (error: NodemailerError | null) => {
      clearTimeout(timer);
      connection.off("error", settle);
      connection.off("end", onEnd);
      if (error) reject(error);
      else resolve();
    };
    connection.once("error", settle);
    connection.once("end", onEnd);
    step(settle);
  });
}

const pieceBytes = 65_536;

function streamOf(mail: Buffer): Readable {
  let from = 0;
  return new Readable({
    read() {
      const piece = mail.subarray(from, from + pieceBytes);
      from += pieceBytes;
      this.push(piece.length === 0 ? null : piece);
    },
  });
}
