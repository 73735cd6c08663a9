import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** An SMTP server that accepts every mail and costs little, so that what is measured is the sender. */
export async function startPlainSmtp(
  onMail: (raw: string) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    converse(socket, onMail);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const lineEnd = "\r\n";
const mailEnd = "\r\n.\r\n";

/** RFC 5321, of the commands that a sender of one mail after another uses. */
function converse(socket: Socket, onMail: (raw: string) => void): void {
  let unread = "";
  let isMail = false;
  const reply = (line: string) => socket.write(`${line}${lineEnd}`);
  const take = (end: string): string | undefined => {
    const at = unread.indexOf(end);
    if (at < 0) return undefined;
    const taken = unread.slice(0, at);
    unread = unread.slice(at + end.length);
    return taken;
  };
  reply("220 bench ESMTP");
  socket.on("data", (data) => {
    unread += data.toString("latin1");
    for (let taken = take(isMail ? mailEnd : lineEnd); taken !== undefined; ) {
      const command = taken.slice(0, 4).toUpperCase();
      if (isMail) onMail(taken);
      isMail = !isMail && command === "DATA";
      reply(isMail ? "354 Go on" : "250 OK");
      taken = take(isMail ? mailEnd : lineEnd);
    }
  });
}
