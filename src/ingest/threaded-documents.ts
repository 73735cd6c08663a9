import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type DocumentMaker, type DocumentTexts, LocalDocumentMaker } from "../domain/document-maker.js";
import type { Ask } from "../domain/search-words.js";
import { createSemaphore } from "../domain/semaphore.js";
import { documentsOf, type Question, type Reply, requestOf } from "./document-messages.js";

/** From so many papers on another thread is worth what it costs to begin one and to hand texts over. */
const fewest = 1_000;

/** Megabytes for what is short-lived: of those that there would be, most would be filled and emptied without a gain. */
const youngMemory = 12;

/** A thread, and a signal that it has ended. */
interface Thread {
  worker: Worker;
  ended: AbortSignal;
}

function beginThread(): Thread {
  const worker = new Worker(new URL("./document-thread.js", import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: youngMemory },
  });
  const ending = new AbortController();
  worker.once("exit", () => ending.abort());
  // Whoever waits for a message is told; nobody waits between two batches, when it does nothing.
  worker.on("error", () => undefined);
  return { worker, ended: ending.signal };
}

/**
 * Makes the search documents of large batches in a thread of its own, so that this one reads and stores papers meanwhile;
 * it begins with the first such batch.
 */
export class ThreadedDocumentMaker implements DocumentMaker {
  readonly #local = new LocalDocumentMaker();
  #thread: Thread | undefined;
  readonly #inTurn = createSemaphore(1);

  async make(ask: Ask, texts: readonly DocumentTexts[]): Promise<(Uint8Array | undefined)[]> {
    if (texts.length < fewest) return this.#local.make(ask, texts);
    return this.#inTurn(() => this.#makeThere(ask, texts));
  }

  /** Ends the thread, and what it is at; another one begins when it is needed. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.worker.terminate();
  }

  async #makeThere(ask: Ask, texts: readonly DocumentTexts[]): Promise<(Uint8Array | undefined)[]> {
    if (this.#thread === undefined || this.#thread.ended.aborted) this.#thread = beginThread();
    const { worker, ended } = this.#thread;
    try {
      worker.postMessage(requestOf(texts));
      for (;;) {
        const [message] = (await once(worker, "message", { signal: ended })) as [Question | Reply];
        if (message.kind === "reply") return documentsOf(message);
        worker.postMessage(await ask(message.asked));
      }
    } catch (error) {
      // It may wait for an answer that will not come.
      await this.close();
      if ((error as Error).name !== "AbortError") throw error;
      throw new Error("the thread that makes search documents has ended", { cause: error });
    }
  }
}
