import { setImmediate } from "node:timers/promises";
import type { Logger } from "pino";
import type { Documents } from "./documents.js";

/** Parses and validates the documents of a manifest before clients ask for them, and warns of invalid ones. */
export async function prepareManifest(
  documents: Documents,
  manifest: Iterable<readonly [id: string, text: string]>,
  log: Logger,
): Promise<void> {
  for (const [documentId, text] of manifest) {
    await setImmediate();
    const prepared = documents.prepare(text);
    if ("kind" in prepared) continue;
    const problems = prepared.map(({ message }) => message);
    log.warn({ documentId, problems }, "a persisted document is invalid");
  }
}
