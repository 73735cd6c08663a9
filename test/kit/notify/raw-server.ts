import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A server of raw bytes. */
export interface RawServer {
  readonly url: string;
  /** Number of connections that are open. */
  connections(): number;
  close(): Promise<void>;
}

/** @param respond called with each request that has been received completely */
export async function startRawServer(respond: (socket: Socket, request: string) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let received = "";
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.setEncoding("latin1").on("data", (text) => {
      received += text;
      const headersEnd = received.indexOf("\r\n\r\n");
      const length = Number(/^content-length: (\d+)/im.exec(received)?.[1] ?? 0);
      const end = headersEnd + 4 + length;
      if (headersEnd < 0 || received.length < end) return;
      const request = received.slice(0, end);
      received = received.slice(end);
      respond(socket, request);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Sends a text repeatedly, as fast as the receiver reads. */
export function flood(socket: Socket, text: string): void {
  const write = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on("drain", write);
  write();
}
