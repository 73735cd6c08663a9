/** A page that may be meant. */
export interface Similar {
  readonly name: string;
  readonly href: string;
  readonly note: string;
}

/** There is nothing at this address. */
export class NotFound extends Error {
  /** The most similar first. */
  readonly similar: readonly Similar[];

  constructor(message: string, similar: readonly Similar[] = []) {
    super(message);
    this.similar = similar;
  }
}

/** The permanent address is another one. */
export class Moved extends Error {
  readonly to: string;

  /** @param to path and query string */
  constructor(to: string) {
    super(`Moved to ${to}.`);
    this.to = to;
  }
}

/** @throws Moved if a page is at another address than the one requested, which is decoded */
export function requireAddress(address: string, requested: string): void {
  if (decodeURIComponent(address) !== requested) throw new Moved(address);
}
