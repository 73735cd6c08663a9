import type { Duplex } from "node:stream";
import { destroyOnError } from "./destroy-on-error.js";
import type { Pipelines } from "./pipeline.js";
import type { HoldInput } from "./waiting-input.js";

/** Maximum number of bytes buffered in the meantime; beyond it, reading pauses. */
const maxHeldBytes = 16_384;
/** Memory of a request that waits: its headers, and what is buffered after it. */
const waitingBytes = 2 * maxHeldBytes;

/**
 * Calls back once the earlier requests of a connection have their responses; never if it closes before.
 *
 * Node no longer watches a connection after passing on an upgrade, so a client that has left or stopped reading would go
 * unnoticed.
 *
 * @param head what was read after the request
 * @param callback called with `head` and what was read in the meantime
 * @param connection differs from the stream if a body of the request has not arrived, from version 25 of Node
 */
export function afterResponses(
  hold: HoldInput,
  { isIdle, whenIdle }: Pipelines,
  stream: Duplex,
  head: Buffer,
  callback: (head: Buffer) => void,
  connection = stream,
): void {
  stream.on("error", destroyOnError);
  if (isIdle(connection)) {
    callback(head);
    return;
  }
  let held = head;
  const release = hold(connection, waitingBytes);
  const collect = (chunk: Buffer) => {
    // One buffer: a chunk of a single byte takes hundreds.
    held = Buffer.concat([held, chunk]);
    if (held.length > maxHeldBytes) stream.pause();
  };
  const destroy = () => stream.destroy();
  stream.on("data", collect).on("end", destroy).on("timeout", destroy).on("close", release);
  whenIdle(connection, () => {
    stream.off("data", collect).off("end", destroy).off("timeout", destroy).off("close", release);
    release();
    // The state in which Node passes it on: not reading until there is a listener.
    stream.pause();
    Object.assign(stream, { readableFlowing: null });
    if (stream.writable) callback(held);
  });
}
