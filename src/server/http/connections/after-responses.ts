import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HeldBytes } from "../../limits/held-bytes.js";
import { clientAt } from "../requests/client-address.js";
import { destroyOnError } from "./destroy-on-error.js";
import type { Pipelines } from "./pipeline.js";

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
 * @param waitingInput counts the memory in the meantime
 * @param head what was read after the request
 * @param callback called with `head` and what was read in the meantime
 */
export function afterResponses(
  waitingInput: HeldBytes,
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
  const release = waitingInput.hold(clientAt((stream as Socket).remoteAddress), stream, waitingBytes);
  const hold = (chunk: Buffer) => {
    // One buffer: a chunk of a single byte takes hundreds.
    held = Buffer.concat([held, chunk]);
    if (held.length > maxHeldBytes) stream.pause();
  };
  const destroy = () => stream.destroy();
  stream.on("data", hold).on("end", destroy).on("timeout", destroy).on("close", release);
  whenIdle(stream, () => {
    stream.off("data", hold).off("end", destroy).off("timeout", destroy).off("close", release);
    release();
    // The state in which Node passes it on: not reading until there is a listener.
    stream.pause();
    Object.assign(stream, { readableFlowing: null });
    if (stream.writable) callback(held);
  });
}
