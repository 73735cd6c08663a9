import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type DocumentMaker, type DocumentTexts, LocalDocumentMaker } from "../domain/document-maker.js";
import type { Ask } from "../domain/search-words.js";
import { documentsOf, type Question, type Reply, requestOf } from "./document-messages.js";

/** From so many papers on another thread is worth what it costs to begin one and to hand texts over. */
const fewest = 1_000;

/** Megabytes for what is short-lived: of those that there would be, most would be filled and emptied without a gain. */
const youngMemory = 12;

function beginThread(): Worker {
  return new Worker(new URL("./document-thread.js", import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: youngMemory },
  });
}

/**
 * Makes the search documents of large batches in a thread of its own, so that this one reads and stores papers meanwhile;
 * it begins with the first such batch.
 */
export class ThreadedDocumentMaker implements DocumentMaker {
  readonly #local = new LocalDocumentMaker();
  #thread: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  async make(ask: Ask, texts: readonly DocumentTexts[]): Promise<(Uint8Array | undefined)[]> {
    if (texts.length < fewest) return this.#local.make(ask, texts);
    const turn = this.#last.then(() => this.#makeThere(ask, texts));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the thread; another one begins when it is needed. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  async #makeThere(ask: Ask, texts: readonly DocumentTexts[]): Promise<(Uint8Array | undefined)[]> {
    const thread = this.#thread ?? beginThread();
    this.#thread = thread;
    try {
      thread.postMessage(requestOf(texts));
      for (;;) {
        const [message] = (await once(thread, "message")) as [Question | Reply];
        if (message.kind === "reply") return documentsOf(message);
        thread.postMessage(await ask(message.asked));
      }
    } catch (error) {
      // It waits for an answer that will not come.
      await this.close();
      throw error;
    }
  }
}
