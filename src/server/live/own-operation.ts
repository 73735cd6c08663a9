import { type DocumentNode, separateOperations } from "graphql";

/** A document with one operation and its fragments. */
export interface OwnOperation {
  readonly document: DocumentNode;
  /** Approximate size in memory. */
  readonly bytes: number;
}

interface Copy {
  /** Weak: otherwise, a cached document would retain copies of all its operations after their subscriptions have ended. */
  readonly document: WeakRef<DocumentNode>;
  readonly bytes: number;
}

/** Copies by document and operation, so that the same subscription is copied and described once. */
const copies = new WeakMap<DocumentNode, Map<string, Copy>>();

/**
 * Copies an operation: the original's nodes share memory with the whole text, which would be retained as long as the
 * subscription.
 */
export function ownOperation(document: DocumentNode, name = ""): OwnOperation {
  const known = copies.get(document) ?? new Map<string, Copy>();
  copies.set(document, known);
  const { document: copy, bytes = 0 } = known.get(name) ?? {};
  const copied = copy?.deref();
  if (copied !== undefined) return { document: copied, bytes };
  const own = copyOf(document, name);
  known.set(name, { document: new WeakRef(own.document), bytes: own.bytes });
  return own;
}

function copyOf(document: DocumentNode, name: string): OwnOperation {
  const operations = separateOperations(document);
  const copy = structuredClone((name === "" ? Object.values(operations)[0] : operations[name]) ?? document);
  return { document: copy, bytes: bytesOf(copy) };
}

/** Measured bytes of an empty object or list, of a member, of an empty string, and of a number. */
const [emptyBytes, memberBytes, stringBytes, numberBytes] = [40, 8, 16, 16];

/** Approximate size in memory of a value without cycles. */
export function bytesOf(value: unknown): number {
  // One character outside of Latin-1 doubles the size of a string.
  if (typeof value === "string") return stringBytes + 2 * value.length;
  if (typeof value === "number") return numberBytes;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>(
    (bytes, member) => bytes + memberBytes + bytesOf(member),
    emptyBytes,
  );
}
