import type { DatedMessage } from "../message.js";
import { connector, type Delivered, type MailConnection } from "./connection.js";
import { mimeOf, parseMailbox } from "./mime.js";
import { isNoSuchAddress } from "./no-such-address.js";

/** What became of a mail. */
export interface SendResult {
  readonly outcome: SendOutcome;
  /** Code of the server's response: 250. */
  readonly status: number | undefined;
  /** The server's response, or what happened instead. */
  readonly detail: string;
}

/**
 * - `SENT`: the server accepted it.
 * - `RETRY`: the server has not accepted it, and may later; only then may it be sent again.
 * - `REFUSED`: the server refused this mail.
 * - `NO_SUCH_ADDRESS`: the server refused the address.
 * - `UNCERTAIN`: the connection ended after all of it was written, before the server responded.
 */
export type SendOutcome = "SENT" | "RETRY" | "REFUSED" | "NO_SUCH_ADDRESS" | "UNCERTAIN";

export interface SmtpOptions {
  /** `smtps://user:password@host:465`, with options of nodemailer as parameters. */
  readonly url: string;
  /** As in `papergraph <papers@example.org>`. */
  readonly from: string;
  /** Milliseconds for connecting and for each response; twice that for a mail. */
  readonly timeoutMs: number;
}

export interface Smtp {
  /** Sends over a connection that is free, or opens one. Never rejects. */
  send(message: DatedMessage): Promise<SendResult>;
  /** Closes all connections. */
  close(): void;
}

/** Mails over one connection: some servers allow no more. */
const maxMails = 100;
/** Milliseconds after which a free connection is closed, before servers do so. */
const idleMs = 60_000;

interface Free {
  readonly connection: MailConnection;
  /** Number of mails so far. */
  readonly mails: number;
  readonly timer: NodeJS.Timeout;
}

/** Sends mails over connections that are kept open. Connects when there is a mail. */
export function openSmtp({ url, from: sender, timeoutMs }: SmtpOptions): Smtp {
  const from = parseMailbox(sender);
  const connect = connector(url, timeoutMs);
  const free = new Set<Free>();
  const busy = new Set<MailConnection>();

  const take = (): Free | undefined => {
    for (const one of free) {
      free.delete(one);
      clearTimeout(one.timer);
      if (one.connection.isOpen()) return one;
    }
    return undefined;
  };
  const give = (connection: MailConnection, mails: number) => {
    if (!connection.isOpen()) return;
    if (mails >= maxMails) return connection.close();
    const one: Free = {
      connection,
      mails,
      timer: setTimeout(() => {
        free.delete(one);
        connection.close();
      }, idleMs).unref(),
    };
    free.add(one);
  };
  const attempt = async (mail: Buffer, to: string, known: Free | undefined): Promise<Delivered> => {
    let connection: MailConnection;
    try {
      connection = known?.connection ?? (await connect());
    } catch (error) {
      return { error: error as Error, isStarted: false, isWritten: false };
    }
    busy.add(connection);
    const delivered = await connection.deliver({ from: from.address, to }, mail);
    busy.delete(connection);
    give(connection, (known?.mails ?? 0) + 1);
    return delivered;
  };
  return {
    async send(message) {
      const mail = mimeOf(message, from);
      const known = take();
      let delivered = await attempt(mail, message.to, known);
      // Servers close idle connections, which a client may notice only when it uses them.
      const wasClosed =
        "error" in delivered && delivered.error.responseCode === undefined && !delivered.isStarted;
      if (known !== undefined && wasClosed) delivered = await attempt(mail, message.to, undefined);
      return resultOf(delivered);
    },
    close() {
      for (const { connection, timer } of free) {
        clearTimeout(timer);
        connection.close();
      }
      for (const connection of busy) connection.close();
      free.clear();
    },
  };
}

function resultOf(delivered: Delivered): SendResult {
  if ("response" in delivered) {
    const { response } = delivered;
    return { outcome: "SENT", status: Number(response.slice(0, 3)), detail: response };
  }
  const { error, isWritten } = delivered;
  const { message, response, responseCode: status, command, permanent } = error;
  const detail = response ?? message;
  if (status === undefined) return { outcome: isWritten ? "UNCERTAIN" : "RETRY", status, detail };
  const isAboutMail = command === "RCPT TO" || (command === "DATA" && isWritten);
  // Otherwise, it is about the sender or its password, which the operator can repair.
  if (permanent !== true || !isAboutMail) return { outcome: "RETRY", status, detail };
  const outcome = isNoSuchAddress(status, detail, command) ? "NO_SUCH_ADDRESS" : "REFUSED";
  return { outcome, status, detail };
}
