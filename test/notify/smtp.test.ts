import { once } from "node:events";
import { type AddressInfo, createServer, connect as open, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openSmtp, type Smtp } from "../../src/notify/mail/smtp/smtp.js";
import { exampleMessage } from "../kit/notify/digests.js";
import { type MailServer, smtpError, startMailServer } from "../kit/notify/smtp-server.js";

let opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of opened.reverse()) await one.close();
  opened = [];
});

const message = exampleMessage();

describe("a mail", () => {
  test("arrives with its headers, text and HTML", async () => {
    const server = await serve();
    const smtp = connect(server.url);
    expect(await smtp.send(message)).toMatchObject({ outcome: "SENT", status: 250 });
    const [received] = server.received;
    const { mail, raw, from, to } = received ?? expect.fail("nothing was received");
    expect([from, to]).toEqual(["papers@example.org", "ada@example.org"]);
    expect(mail.from?.text).toBe('"papergraph" <papers@example.org>');
    expect(mail.subject).toBe(message.subject);
    expect(mail.text?.trim()).toBe(message.text.trim());
    expect(String(mail.html).trim()).toBe(message.html.trim());
    expect(mail.messageId).toBe(message.messageId);
    expect(mail.date).toEqual(message.date);
    const token = "u".repeat(74);
    const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
    for (const line of [
      "List-Id: papergraph <papergraph.papers.example.org>",
      `List-Unsubscribe: <https://papers.example.org/mail/unsubscribe?token=${token}>`,
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      "Auto-Submitted: auto-generated",
      "Precedence: bulk",
    ])
      expect(head.split("\r\n")).toContain(line);
    // RFC 5322: at most 998 characters in a line, and nothing but ASCII in headers.
    for (const line of raw.split("\r\n")) expect(line.length).toBeLessThan(999);
    expect(head).toMatch(/^[\x20-\x7e\r\n]*$/);
  });

  test("shows what looks encoded as it is", async () => {
    const server = await serve();
    const subject = "=?utf-8?Q?Free?= “money”";
    await connect(server.url).send({ ...message, subject });
    await connect(server.url).send({ ...message, subject: "=?utf-8?Q?Free?= money" });
    expect(server.received.map(({ mail }) => mail.subject)).toEqual([subject, "=?utf-8?Q?Free?= money"]);
  });

  test("is from a domain in ASCII", async () => {
    const server = await serve();
    await connect(server.url, { from: "Pàpers <papers@bücher.example>" }).send(message);
    expect(server.received[0]?.raw).toMatch(
      /^From: =\?UTF-8\?Q\?P=C3=A0pers\?= <papers@xn--bcher-kva\.example>\r$/m,
    );
  });

  test("goes over a connection that is kept, if one is free", async () => {
    const server = await serve();
    const smtp = connect(server.url);
    const send = async () => {
      for (let n = 0; n < 10; n += 1) expect(await smtp.send(message)).toMatchObject({ outcome: "SENT" });
    };
    await Promise.all([send(), send()]);
    expect(server.received).toHaveLength(20);
    expect(server.peak()).toBeLessThanOrEqual(2);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test("is sent over a new connection if the server has closed an idle one", async () => {
    const idle: Socket[] = [];
    const server = await serve({ onConnect: (_session, callback) => callback() });
    const proxy = await proxyTo(server.port, (socket) => idle.push(socket));
    const smtp = connect(proxy);
    expect(await smtp.send(message)).toMatchObject({ outcome: "SENT" });
    for (const socket of idle.splice(0)) socket.destroy();
    expect(await smtp.send(message)).toMatchObject({ outcome: "SENT" });
    expect(server.received).toHaveLength(2);
  });
});

describe("a mail may be sent again if the server", () => {
  test("is not there", async () => {
    const server = await serve();
    await server.close();
    expect(await connect(server.url).send(message)).toMatchObject({ outcome: "RETRY", status: undefined });
  });

  test("has a name that does not exist", async () => {
    expect(await connect("smtp://mail.invalid:25").send(message)).toMatchObject({ outcome: "RETRY" });
  });

  test("greylists the address", async () => {
    const attempts: string[] = [];
    const server = await serve({
      onRcptTo({ address }, _session, callback) {
        attempts.push(address);
        callback(attempts.length === 1 ? smtpError(451, "4.7.1 Greylisted, try again later") : undefined);
      },
    });
    const smtp = connect(server.url);
    expect(await smtp.send(message)).toEqual({
      outcome: "RETRY",
      status: 451,
      detail: "451 4.7.1 Greylisted, try again later",
    });
    expect(await smtp.send(message)).toMatchObject({ outcome: "SENT" });
    expect(server.received).toHaveLength(1);
  });

  test.each(["MAIL", "RCPT", "DATA"])("ends the session at %s, and says why", async (command) => {
    const url = await speakSmtp((socket, line) => {
      if (line.startsWith("EHLO")) return socket.write("250-ready\r\n250 PIPELINING\r\n");
      if (!line.startsWith(command)) return false;
      socket.end("421 4.7.0 Too many mails\r\n");
      return true;
    });
    expect(await connect(url).send(message)).toEqual({
      outcome: "RETRY",
      status: 421,
      detail: "421 4.7.0 Too many mails",
    });
  });

  test("does not greet", async () => {
    const url = await speak((socket) => void socket);
    expect(await connect(url, { timeoutMs: 200 }).send(message)).toMatchObject({
      outcome: "RETRY",
      status: undefined,
    });
  });

  test("hangs before the text", async () => {
    const server = await serve({ onRcptTo: () => undefined });
    expect(await connect(server.url, { timeoutMs: 300 }).send(message)).toMatchObject({ outcome: "RETRY" });
  });

  test("answers a letter at a time, for longer than a mail may take", async () => {
    const url = await speak((socket) => {
      socket.write("220 ready\r\n");
      const timer = setInterval(() => socket.write("2"), 20);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await connect(url, { timeoutMs: 200 }).send(message)).toMatchObject({
      outcome: "RETRY",
      detail: "The server took longer than 0.4 s.",
    });
  });

  test("closes the connection before the end of the text", async () => {
    const url = await speakSmtp((socket, line) => {
      if (line !== "DATA") return false;
      socket.write("354 Go ahead\r\n");
      // Reads no more, so that the text does not fit in buffers, and leaves.
      socket.pause();
      setImmediate(() => socket.resetAndDestroy());
      return true;
    });
    const long = { ...message, text: `${"x".repeat(76)}\n`.repeat(400_000) };
    expect(await connect(url).send(long)).toMatchObject({ outcome: "RETRY", status: undefined });
  });

  test("refuses the password or the sender, which the operator can repair", async () => {
    const server = await serve({
      onMailFrom: (_address, _session, callback) => callback(smtpError(550, "5.7.1 Sender rejected")),
    });
    expect(await connect(server.url).send(message)).toMatchObject({ outcome: "RETRY", status: 550 });
    const closed = await serve({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, callback) => callback(smtpError(535, "5.7.8 Wrong password")),
    });
    const url = closed.url.replace("://", "://user:secret@");
    const result = await connect(url).send(message);
    expect(result).toMatchObject({ outcome: "RETRY", status: 535 });
    expect(JSON.stringify(result)).not.toContain("secret");
  });
});

describe("a mail is refused for good if the server", () => {
  test.each([
    ["does not know the address", 550, "5.1.1 User unknown", "NO_SUCH_ADDRESS"],
    ["says so without an enhanced code", 550, "No such user", "NO_SUCH_ADDRESS"],
    ["has disabled the mailbox", 550, "5.2.1 Mailbox disabled", "NO_SUCH_ADDRESS"],
    ["blocks the sender", 550, "5.7.1 Your IP is on a block list", "REFUSED"],
    ["has no space", 552, "5.2.2 Mailbox full", "REFUSED"],
    ["does not relay", 554, "Relay access denied", "REFUSED"],
    ["says so at the end, as qmail does", 550, "sorry, no mailbox here (#5.1.1)", "NO_SUCH_ADDRESS"],
    ["knows no way to the domain", 550, "Unrouteable address", "NO_SUCH_ADDRESS"],
    ["knows no server of the domain", 556, "5.1.10 Null MX", "NO_SUCH_ADDRESS"],
    ["does not know the domain of the sender", 550, "5.1.8 Sender address rejected", "REFUSED"],
    ["does not know the sender", 550, "5.1.7 Sender address rejected", "REFUSED"],
    ["cannot verify the sender", 550, "Sender verify failed: no such user", "REFUSED"],
    ["does not relay, without an enhanced code", 550, "relay not permitted", "REFUSED"],
    ["does not relay, as qmail says it", 553, "that domain isn't in my list (#5.7.1)", "REFUSED"],
    ["blocks the sender, without an enhanced code", 550, "Blocked by a list", "REFUSED"],
    ["does not say why", 550, "Administrative prohibition", "REFUSED"],
  ])("%s: %d %s", async (_what, code, text, outcome) => {
    const server = await serve({
      onRcptTo: (_address, _session, callback) => callback(smtpError(code, text)),
    });
    expect(await connect(server.url).send(message)).toEqual({
      outcome,
      status: code,
      detail: `${code} ${text}`,
    });
    expect(server.received).toEqual([]);
  });

  test.each([
    ["rejects the text", 554, "5.6.0 Looks like spam", "REFUSED"],
    ["checks the address after the text", 550, "5.1.1 User unknown", "NO_SUCH_ADDRESS"],
    ["says nothing about the address", 550, "Rejected", "REFUSED"],
  ])("%s: %d %s", async (_what, code, text, outcome) => {
    const server = await serve({
      onMail: () => {
        throw smtpError(code, text);
      },
    });
    expect(await connect(server.url).send(message)).toMatchObject({ outcome, status: code });
  });
});

describe("it is uncertain what became of a mail if the server", () => {
  test("closes the connection after the whole text", async () => {
    const url = await speakSmtp((socket, line) => {
      if (line !== ".") return false;
      socket.destroy();
      return true;
    });
    expect(await connect(url).send(message)).toMatchObject({ outcome: "UNCERTAIN", status: undefined });
  });

  test("does not respond to the whole text", async () => {
    const url = await speakSmtp((_socket, line) => line === ".");
    expect(await connect(url, { timeoutMs: 300 }).send(message)).toMatchObject({ outcome: "UNCERTAIN" });
  });
});

test("options in the URL cannot make it repeat mails", async () => {
  let texts = 0;
  const url = await speakSmtp((socket, line) => {
    if (line !== ".") return false;
    texts += 1;
    socket.destroy();
    return true;
  });
  const smtp = connect(`${url}/?maxRequeues=5&pool=true`);
  expect(await smtp.send(message)).toMatchObject({ outcome: "UNCERTAIN" });
  expect(await smtp.send(message)).toMatchObject({ outcome: "UNCERTAIN" });
  expect(texts).toBe(2);
});

async function serve(behavior?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  const server = await startMailServer(behavior);
  opened.push(server);
  return server;
}

function connect(url: string, options: { timeoutMs?: number; from?: string } = {}): Smtp {
  const smtp = openSmtp({
    url,
    from: "papergraph <papers@example.org>",
    timeoutMs: 10_000,
    ...options,
  });
  opened.push(smtp);
  return smtp;
}

/** A server that does something else than SMTP. @returns its URL */
async function speak(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push({
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server of SMTP by lines. @param onLine returns whether it has handled a line */
function speakSmtp(onLine: (socket: Socket, line: string) => boolean): Promise<string> {
  return speak((socket) => {
    let [rest, isText] = ["", false];
    socket.write("220 ready\r\n");
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (isText && line !== ".") continue;
        isText = line === "DATA";
        if (onLine(socket, line)) continue;
        socket.write(isText ? "354 go ahead\r\n" : "250 ok\r\n");
      }
    });
  });
}

/** Forwards connections to a port. @returns its URL */
function proxyTo(port: number, onConnection: (socket: Socket) => void): Promise<string> {
  return speak((near) => {
    onConnection(near);
    const far = open({ host: "127.0.0.1", port }).on("error", () => undefined);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
  });
}
