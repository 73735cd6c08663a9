import { once } from "node:events";
import { connect } from "node:net";

/** What a server sent on a connection, as it came. */
export interface RawStream {
  /** Everything so far, once it holds a text. */
  until(text: string): Promise<string>;
  close(): void;
}

/** Sends bytes as they are, and keeps what comes back. */
export async function sendBytes(url: string, text: string): Promise<RawStream> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    received += chunk;
  });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return {
    async until(wanted) {
      const signal = AbortSignal.timeout(20_000);
      while (!received.includes(wanted)) await once(socket, "data", { signal });
      return received;
    },
    close: () => socket.destroy(),
  };
}
