import { type DocumentNode, separateOperations } from "graphql";

/** An operation with its fragments, and nothing else of its document. */
export interface OwnOperation {
  readonly document: DocumentNode;
  /** About its size in memory. */
  readonly bytes: number;
}

/** Copies by document and operation, so that the same subscription is copied and described once. */
const copies = new WeakMap<DocumentNode, Map<string, OwnOperation>>();

/**
 * An operation as a copy: nodes of the original share memory with its whole text, which may be long and would be retained as
 * long as the subscription.
 */
export function ownOperation(document: DocumentNode, name = ""): OwnOperation {
  const known = copies.get(document) ?? new Map<string, OwnOperation>();
  copies.set(document, known);
  const own = known.get(name) ?? copyOf(document, name);
  known.set(name, own);
  return own;
}

function copyOf(document: DocumentNode, name: string): OwnOperation {
  const operations = separateOperations(document);
  const copy = structuredClone((name === "" ? Object.values(operations)[0] : operations[name]) ?? document);
  return { document: copy, bytes: bytesOf(copy) };
}

/** Bytes of an object or list with nothing in it, of a member, and of a string without characters; measured. */
const [emptyBytes, memberBytes, stringBytes] = [24, 8, 16];

/** About the size in memory of a value without cycles. */
export function bytesOf(value: unknown): number {
  // One character outside of Latin-1 doubles the size of a string.
  if (typeof value === "string") return stringBytes + 2 * value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>(
    (bytes, member) => bytes + memberBytes + bytesOf(member),
    emptyBytes,
  );
}
