import type { Readable } from "node:stream";
import { createTransport, type NodemailerError } from "nodemailer";
import type { Message } from "./message.js";

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
  readonly maxConnections: number;
  /** Milliseconds for connecting and for each response; twice that for a mail. */
  readonly timeoutMs: number;
}

export interface Smtp {
  /** Never rejects. Callers send at most `maxConnections` mails at a time. */
  send(message: Message): Promise<SendResult>;
  close(): void;
}

/** Sends mails over connections that are kept open. Connects when there is a mail. */
export function openSmtp({ url, from, maxConnections, timeoutMs }: SmtpOptions): Smtp {
  const transport = createTransport({
    url: withoutOwnOptions(url),
    pool: true,
    maxConnections,
    maxMessages: 1_000,
    // The library would repeat mails that may have been accepted.
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use("stream", ({ data, message }, done) => {
    message.processFunc((stream) => {
      (data as Traced).trace.stream = stream;
      return stream;
    });
    done();
  });
  const attempt = async (message: Message, trace: Trace): Promise<SendResult> => {
    const mail: Traced & Parameters<typeof transport.sendMail>[0] = {
      trace,
      from,
      to: { name: "", address: message.to },
      subject: message.subject,
      text: message.text,
      html: message.html,
      messageId: message.messageId,
      date: message.date,
      headers: Object.entries(message.headers).map(([key, value]) => ({ key, value })),
      signal: AbortSignal.timeout(2 * timeoutMs),
    };
    try {
      const { response = "" } = await transport.sendMail(mail);
      return { outcome: "SENT", status: Number(response.slice(0, 3)), detail: response };
    } catch (error) {
      return classify(error as NodemailerError, trace.stream?.readableEnded === true);
    }
  };
  return {
    async send(message) {
      const trace: Trace = {};
      const result = await attempt(message, trace);
      // Servers close idle connections, which a client may notice only when it uses them.
      const wasIdle = result.status === undefined && trace.stream?.readableDidRead === false;
      return wasIdle ? attempt(message, {}) : result;
    },
    close: () => transport.close({ force: true }),
  };
}

/** The stream of a mail. It has ended once the connection has taken all of it, just before the line that ends a mail. */
interface Trace {
  stream?: Readable;
}

interface Traced {
  readonly trace: Trace;
}

/** @param isWritten whether the server may have received all of the mail */
function classify(error: NodemailerError, isWritten: boolean): SendResult {
  const { message, response, responseCode: status, command } = error;
  const detail = response ?? message;
  if (status === undefined) return { outcome: isWritten ? "UNCERTAIN" : "RETRY", status, detail };
  if (error.permanent !== true) return { outcome: "RETRY", status, detail };
  if (command === "RCPT TO" || (command === "DATA" && isWritten))
    return {
      outcome: isNoSuchAddress(status, detail, command) ? "NO_SUCH_ADDRESS" : "REFUSED",
      status,
      detail,
    };
  // The server refuses the sender or its password: the operator can repair that.
  return { outcome: "RETRY", status, detail };
}

/**
 * Whether a permanent error is about the address: it must not be about policy, space or the text of a mail, as then all
 * addresses would be suppressed once a server blocks us. Enhanced codes of RFC 3463 say what it is about.
 */
function isNoSuchAddress(status: number, response: string, command: string): boolean {
  const enhanced = /^\d{3}[ -]5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced) return enhanced[1] === "1" || (enhanced[1] === "2" && enhanced[2] === "1");
  return command === "RCPT TO" && [521, 550, 551, 553, 556].includes(status);
}

/** The number of connections is a setting; mails are repeated here only. */
function withoutOwnOptions(url: string): string {
  const own = new URL(url);
  for (const name of ["maxRequeues", "maxConnections", "pool"]) own.searchParams.delete(name);
  return own.href;
}
