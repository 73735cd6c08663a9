import { createHash } from "node:crypto";

/** The part of an ETag that identifies a text: 132 bits of its SHA-256. */
export function tagOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
