import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createSemaphore } from "../domain/concurrency/semaphore.js";
import type { DocumentTexts, SearchDocument } from "../search/document.js";
import { type DocumentMaker, localDocumentMaker } from "../search/document-maker.js";
import { documentsOf, type Reply, requestOf } from "./document-messages.js";

/** Smaller batches are not worth a thread and the transfer of texts. */
const minBatchSize = 1_000;

/** Megabytes for short-lived objects; more brings no speedup. */
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
  // Requests reject through the signal.
  worker.on("error", () => undefined);
  return { worker, ended: ending.signal };
}

/**
 * Makes the search documents of large batches in a worker thread, while this one reads and stores papers. The thread starts
 * with the first such batch.
 */
export class ThreadedDocumentMaker implements DocumentMaker {
  #thread: Thread | undefined;
  readonly #inTurn = createSemaphore(1);

  async make(texts: readonly DocumentTexts[]): Promise<SearchDocument[]> {
    if (texts.length < minBatchSize) return localDocumentMaker.make(texts);
    return this.#inTurn(() => this.#makeInThread(texts));
  }

  /** Terminates the thread. A later `make` starts another one. */
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
      throw new Error("The worker thread for search documents has exited.", { cause: error });
    }
  }
}
