import type { Duplex } from "node:stream";
import { destroyOnError } from "./destroy-on-error.js";
import type { Pipelines } from "./pipeline.js";

/** Bytes that are kept of what arrives in the meantime; beyond that, reading pauses. */
const maxHeldBytes = 16_384;

/**
 * Calls back once the earlier requests of a connection have their responses; never if it closes before.
 *
 * Node no longer watches a connection whose last request it has passed on: nobody would notice that the client has left, or
 * that it reads nothing.
 *
 * @param head what was read after the request
 * @param callback gets that, and what was read in the meantime
 */
export function afterResponses(
  { isIdle, whenIdle }: Pipelines,
  stream: Duplex,
  head: Buffer,
  callback: (head: Buffer) => void,
): void {
  stream.on("error", destroyOnError);
  if (isIdle(stream)) {
    callback(head);
    return;
  }
  let held = head;
  const hold = (chunk: Buffer) => {
    // One piece of memory: a chunk of one byte takes hundreds.
    held = Buffer.concat([held, chunk]);
    if (held.length > maxHeldBytes) stream.pause();
  };
  const destroy = () => stream.destroy();
  stream.on("data", hold).on("end", destroy).on("timeout", destroy);
  whenIdle(stream, () => {
    stream.off("data", hold).off("end", destroy).off("timeout", destroy);
    // As Node passes it on: not reading, until somebody listens.
    stream.pause();
    Object.assign(stream, { readableFlowing: null });
    if (stream.writable) callback(held);
  });
}
