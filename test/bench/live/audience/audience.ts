import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { AudienceAnswer, AudienceRequest, Question, Settled, Transport } from "./audience-messages.js";

/** Clients that listen, in a process of their own. */
export interface Audience {
  /** Waits until all clients have received this many events since the beginning, by query. */
  settle(expected: readonly number[]): Promise<Settled>;
  /** All leave at once. */
  close(): Promise<void>;
}

export interface AudienceOptions {
  port: number;
  transport: Transport;
  count: number;
  questions: Question[];
  onConnected?: (count: number) => void;
}

/** Subscribes clients; resolves when the server has accepted them, as far as the protocol shows. */
export async function openAudience({ onConnected, ...asked }: AudienceOptions): Promise<Audience> {
  const child = fork(fileURLToPath(new URL("audience-process.ts", import.meta.url)), {
    serialization: "advanced",
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The process of the clients has ended (${code}).`);
  });
  ended.catch(() => undefined);
  const ask = async (request: AudienceRequest): Promise<AudienceAnswer> => {
    child.send(request);
    for (;;) {
      const [answer] = (await Promise.race([once(child, "message"), ended])) as [AudienceAnswer];
      if (answer.kind === "failed") throw new Error(answer.message);
      if (answer.kind !== "connected") return answer;
      onConnected?.(answer.count);
    }
  };
  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.disconnect();
    await ended.catch(() => undefined);
  };
  try {
    await ask({ kind: "open", ...asked });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async settle(expected) {
      const answer = await ask({ kind: "settle", expected: [...expected] });
      if (answer.kind !== "settled") throw new Error("The clients answered something else.");
      return answer.settled;
    },
    close,
  };
}
