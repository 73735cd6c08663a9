import type { Duplex, Writable } from "node:stream";

/** An `error` listener that closes its stream. One function for all streams: a closure would be kept for each of them. */
export function destroyOnError(this: Duplex | Writable): void {
  this.destroy();
}
