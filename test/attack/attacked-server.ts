import { setTimeout as delay } from "node:timers/promises";
import { type RealServer, startServer } from "../kit/server/real-server.js";
import { type Keys, loadKeys } from "./keys.js";

/** The server under attack; replaced if an attack kills it. */
export interface AttackedServer {
  readonly keys: Keys;
  readonly settings: Readonly<Record<string, string>>;
  server(): RealServer;
  /**
   * Waits until the server responds quickly, and replaces it if it has ended or does not recover.
   *
   * @returns why it was replaced, or undefined
   */
  recover(): Promise<string | undefined>;
  close(): Promise<void>;
}

const recoverTimeoutMs = 30_000;
/** A response within this time shows that the server is idle again. */
const idleAnswerMs = 250;

/** Starts a server on the database in its settings. */
export async function openAttackedServer(settings: Record<string, string>): Promise<AttackedServer> {
  let server = await startServer(settings);
  const keys = await loadKeys(server.origin);

  async function replace(): Promise<void> {
    if (!server.hasEnded()) await server.stop();
    server = await startServer(settings);
    await loadKeys(server.origin);
  }

  return {
    keys,
    settings,
    server: () => server,
    async recover() {
      const until = performance.now() + recoverTimeoutMs;
      while (!server.hasEnded() && performance.now() < until) {
        const started = performance.now();
        const answered = await fetch(`${server.origin}/ready`, {
          signal: AbortSignal.timeout(recoverTimeoutMs),
        }).then(
          (response) => response.text().then(() => true),
          () => false,
        );
        if (answered && performance.now() - started < idleAnswerMs) return undefined;
        await delay(idleAnswerMs);
      }
      const reason = server.hasEnded() ? "server died" : "server did not recover in 30 s";
      await replace();
      return reason;
    },
    close: async () => {
      if (!server.hasEnded()) await server.stop();
    },
  };
}
