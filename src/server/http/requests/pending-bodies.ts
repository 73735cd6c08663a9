import { Refusal } from "../refusals.js";

/** Memory of the request bodies of unfinished operations. */
export interface PendingBodies {
  open(client: string): PendingBody;
  /** Bytes in use. */
  readonly bytes: number;
}

export interface PendingBody {
  /** @throws Refusal if there is no room for a body of this size */
  resize(bytes: number): void;
  close(): void;
}

/** `Retry-After` of a refusal, in seconds. */
const retryAfter = "5";

/**
 * Bodies count as they arrive, not by their Content-Length, which costs a client nothing to send. One client gets up to
 * half of the memory, so that it cannot block others.
 */
export function createPendingBodies(maxBytes: number): PendingBodies {
  const clients = new Map<string, number>();
  let total = 0;
  const add = (client: string, bytes: number) => {
    if (bytes === 0) return;
    total += bytes;
    const sum = (clients.get(client) ?? 0) + bytes;
    if (sum === 0) clients.delete(client);
    else clients.set(client, sum);
  };
  return {
    open(client) {
      let held = 0;
      return {
        resize(bytes) {
          const more = bytes - held;
          if (total + more > maxBytes || (clients.get(client) ?? 0) + more > maxBytes / 2)
            throw new Refusal(
              "TOO_MANY_PENDING_BODIES",
              "The server is receiving too many large requests. Retry in a few seconds.",
              { "retry-after": retryAfter },
            );
          add(client, more);
          held = bytes;
        },
        close() {
          add(client, -held);
          held = 0;
        },
      };
    },
    get bytes() {
      return total;
    },
  };
}
