import type { EventEmitter } from "node:events";

/**
 * Remembers who listens to a request and its response. Returns what sends those away who have begun to since: what has
 * answered a request listens for its end, and keeps all that it made of it until then, which for a stream is kilobytes a
 * client for as long as it stays.
 */
export function noteListeners(...emitters: readonly EventEmitter[]): () => void {
  const before = new Set(emitters.flatMap((emitter) => listenersOf(emitter).map(({ listener }) => listener)));
  return () => {
    for (const emitter of emitters)
      for (const { event, listener } of listenersOf(emitter))
        if (!before.has(listener)) emitter.removeListener(event, listener);
  };
}

function listenersOf(emitter: EventEmitter): { event: string | symbol; listener: () => void }[] {
  return emitter
    .eventNames()
    .flatMap((event) =>
      emitter.rawListeners(event).map((listener) => ({ event, listener: listener as () => void })),
    );
}
