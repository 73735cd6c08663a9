import type { WebSocket } from "ws";

/** Milliseconds between pings while reading is paused, to detect clients that have left. */
const probeIntervalMs = 1_000;

/** Pauses and resumes reading from a WebSocket. */
export class ReadingPause {
  readonly #socket: WebSocket;
  #probe: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get isActive(): boolean {
    return this.#probe !== undefined;
  }

  begin(): void {
    if (this.isActive) return;
    this.#socket.pause();
    // While nothing is read, only writes reveal that a client has left.
    this.#probe = setInterval(() => {
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
      // The client answers a close frame.
      else this.end();
    }, probeIntervalMs);
  }

  end(): void {
    if (!this.isActive) return;
    clearInterval(this.#probe);
    this.#probe = undefined;
    this.#socket.resume();
  }
}
