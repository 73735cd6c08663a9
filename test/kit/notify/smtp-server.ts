import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail as a server received it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
  readonly mail: ParsedMail;
}

export interface MailServer {
  readonly url: string;
  readonly port: number;
  /** Accepted mails, in order. */
  readonly received: ReceivedMail[];
  /** Number of connections so far. */
  connections(): number;
  /** Maximum number of connections at the same time. */
  peak(): number;
  /** Resolves once a condition holds, which is checked after each event of the server. */
  until(condition: () => boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

/** An error that a server sends, as in `451 4.7.1 Greylisted`. */
export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/**
 * A real SMTP server on a free port, which accepts everything by default.
 *
 * @param behavior overrides of smtp-server; its `onData` decides whether a mail is accepted
 */
export async function startMailServer(
  behavior: Omit<SMTPServerOptions, "onData"> & {
    /** Called before a received mail is accepted. Throws to refuse it. */
    onMail?: (mail: ReceivedMail) => Promise<void> | void;
    port?: number;
    /** Mails are parsed by default. */
    parses?: boolean;
  } = {},
): Promise<MailServer> {
  const { onMail, port: wanted = 0, parses = true, ...options } = behavior;
  const received: ReceivedMail[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const check of waiting) check();
  };
  let [open, peak, connections] = [0, 0, 0];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    ...options,
    onConnect(session, callback) {
      connections += 1;
      open += 1;
      peak = Math.max(peak, open);
      if (options.onConnect) options.onConnect.call(server, session, callback);
      else callback();
      changed();
    },
    onClose() {
      open -= 1;
      changed();
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        try {
          const mail = {
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map(({ address }) => address).join(),
            raw: raw.toString(),
            mail: parses ? await simpleParser(raw) : ({} as ParsedMail),
          };
          await onMail?.(mail);
          received.push(mail);
          callback(null, "Accepted");
        } catch (error) {
          callback(error as Error);
        }
        changed();
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(wanted, "127.0.0.1");
  const inner = (server as unknown as { server: Server }).server;
  if (!inner.listening) await once(inner, "listening");
  const { port } = inner.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    connections: () => connections,
    peak: () => peak,
    until: (condition, what) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`It did not happen within a minute: ${what}`));
        }, 60_000);
        const check = () => {
          if (!condition()) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
