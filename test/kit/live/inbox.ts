/** Queue of items and of those waiting for them. */
export class Inbox<Item, End> {
  readonly #items: Item[] = [];
  readonly #waiting: { resolve(item: Item): void; reject(error: Error): void }[] = [];
  readonly #timeoutMs: number;
  #end: { value: End } | undefined;
  #sayEnded: ((end: End) => void) | undefined;
  /** Resolves at the end of the queue. */
  readonly ended: Promise<End> = new Promise((resolve) => {
    this.#sayEnded = resolve;
  });

  /** @param timeoutMs time after which a waiting test fails */
  constructor(timeoutMs = 20_000) {
    this.#timeoutMs = timeoutMs;
  }

  /** Received but not taken yet. */
  get waiting(): readonly Item[] {
    return this.#items;
  }

  put(item: Item): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(item);
    else this.#items.push(item);
  }

  end(value: End): void {
    if (this.#end) return;
    this.#end = { value };
    for (const { reject } of this.#waiting.splice(0)) reject(this.#over(value));
    this.#sayEnded?.(value);
  }

  /** The next item; rejects if there are no more. */
  next(): Promise<Item> {
    const [item] = this.#items.splice(0, 1);
    if (item !== undefined) return Promise.resolve(item);
    if (this.#end) return Promise.reject(this.#over(this.#end.value));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Nothing came for ${this.#timeoutMs} ms.`)),
        this.#timeoutMs,
      );
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          settle(value);
        };
      };
      this.#waiting.push({ resolve: settled(resolve), reject: settled(reject) });
    });
  }

  async take(count: number): Promise<Item[]> {
    const items: Item[] = [];
    while (items.length < count) items.push(await this.next());
    return items;
  }

  #over(value: End): Error {
    return new Error(`There is nothing more: it ended with ${JSON.stringify(value)}.`);
  }
}
