/** There is nothing at this address. */
export class NotFound extends Error {}

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
