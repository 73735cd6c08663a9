import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createSemaphore } from "../domain/concurrency/semaphore.js";
import type { DocumentTexts, SearchDocument } from "../search/document.js";
import { type DocumentMaker, localDocumentMaker } from "../search/document-maker.js";
import { documentsOf, type Reply, requestOf } from "./document-messages.js";

/** Batches of fewer papers are not worth starting a thread and transferring texts. */
const minBatchSize = 1_000;

/** Megabytes for short-lived objects: more would be filled and emptied without a gain. */
const youngGenerationMb = 12;

interface Thread {
  readonly worker: Worker;
  /** Aborted when the thread has ended. */
  readonly ended: AbortSignal;
}

function startThread(): Thread {
  const worker = new Worker(new URL("./document-thread.js", import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  const ending = new AbortController();
  worker.once("exit", () => ending.abort());
  // A pending request rejects through the signal; between requests nothing is lost.
  worker.on("error", () => undefined);
  return { worker, ended: ending.signal };
}

/**
 * Makes the search documents of large batches in a thread, so that this one reads and stores papers meanwhile. The thread
 * starts with the first such batch.
 */
export class ThreadedDocumentMaker implements DocumentMaker {
  #thread: Thread | undefined;
  readonly #inTurn = createSemaphore(1);

  async make(texts: readonly DocumentTexts[]): Promise<SearchDocument[]> {
    if (texts.length < minBatchSize) return localDocumentMaker.make(texts);
    return this.#inTurn(() => this.#makeInThread(texts));
  }

  /** Ends the thread and its work; another one starts when it is needed. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.worker.terminate();
  }

  async #makeInThread(texts: readonly DocumentTexts[]): Promise<SearchDocument[]> {
    if (this.#thread === undefined || this.#thread.ended.aborted) this.#thread = startThread();
    const { worker, ended } = this.#thread;
    try {
      const replied = once(worker, "message", { signal: ended });
      worker.postMessage(requestOf(texts));
      const [reply] = (await replied) as [Reply];
      return documentsOf(reply);
    } catch (error) {
      await this.close();
      if ((error as Error).name !== "AbortError") throw error;
      throw new Error("The thread that makes search documents has ended.", { cause: error });
    }
  }
}
