/** Thrown if SQL cannot express an operation. Resolvers execute it instead. */
export class Unplannable extends Error {
  constructor() {
    super("This operation is executed by resolvers.");
    this.name = "Unplannable";
  }
}

/** @throws Unplannable for undefined */
export function required<T>(described: T | undefined): T {
  if (described === undefined) throw new Unplannable();
  return described;
}
