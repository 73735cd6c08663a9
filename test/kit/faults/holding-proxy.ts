import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/** A way to a Postgres that can hold back what that says. */
export interface HoldingProxy {
  /** The address of the database by this way. */
  url: string;
  /** From now on it holds everything back; when Postgres ends the connection, all of it comes in one piece. */
  hold(): void;
  /** How much it holds. */
  held(): number;
  /** From now on it holds nothing back. */
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
