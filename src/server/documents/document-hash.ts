import { createHash } from "node:crypto";

/** What the ID of a document begins with if the rest is its hash. */
export const hashPrefix = "sha256:";

/** The SHA-256 of a document's UTF-8 bytes, in lower-case hexadecimal digits. */
export function hashOf(document: string): string {
  return createHash("sha256").update(document).digest("hex");
}
