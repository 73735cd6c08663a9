import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HeldBytes } from "../../limits/held-bytes.js";
import { clientAt } from "../requests/client-address.js";

/** Counts the memory of input that waits on a connection. @returns a function that releases it */
export type HoldInput = (connection: Duplex, bytes: number) => () => void;

export function holdInput(held: HeldBytes, trustProxy: boolean): HoldInput {
  return (connection, bytes) => held.hold(ownerOf(connection as Socket, trustProxy), connection, bytes);
}

/** Whose share the input of a connection belongs to: a client, or one connection of a proxy. */
export function ownerOf({ remoteAddress, remotePort }: Socket, trustProxy: boolean): string {
  return trustProxy ? `${remoteAddress} ${remotePort}` : clientAt(remoteAddress);
}
