import type { Database } from "../../../src/db/database.js";
import { ingest } from "../../../src/ingest/ingest.js";

/** Reads the bundled sample. */
export function ingestSample(db: Database): ReturnType<typeof ingest> {
  return ingest(db, {
    files: ["seed/sample.jsonl"],
    standardInput: process.stdin,
    source: "sample",
    reading: {},
    now: () => new Date(),
  });
}
