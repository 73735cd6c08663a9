import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/** TCP proxy to a Postgres that can hold back its responses. */
export interface HoldingProxy {
  /** URL of the database through the proxy. */
  url: string;
  /** Starts to hold back; when Postgres closes the connection, everything is sent in one piece. */
  hold(): void;
  /** Bytes held back. */
  held(): number;
  /** Stops holding back. */
  pass(): void;
  close(): void;
}

export async function openHoldingProxy(url: string): Promise<HoldingProxy> {
  const { hostname, port, username, password, pathname } = new URL(url);
  let holding = false;
  let held: Buffer[] = [];
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port) });
    near
      .on("error", () => undefined)
      .on("close", () => far.destroy())
      .pipe(far);
    far.on("error", () => undefined);
    far.on("data", (chunk) => {
      if (holding) held.push(chunk);
      else near.write(chunk);
    });
    far.on("end", () => {
      near.end(Buffer.concat(held));
      held = [];
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: entrance } = server.address() as AddressInfo;
  return {
    url: `postgresql://${username}:${password}@127.0.0.1:${entrance}${pathname}`,
    hold() {
      holding = true;
    },
    held: () => held.length,
    pass() {
      holding = false;
    },
    close: () => server.close(),
  };
}
