import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { formats } from "../../../src/ingest/formats.js";

/** The papers of months of Daily Papers, each once, as the last file that has it says. */
export async function readPapers(files: readonly string[]): Promise<PaperDraft[]> {
  const papers = new Map<string, PaperDraft>();
  for (const file of [...files].sort((one, other) => basename(one).localeCompare(basename(other)))) {
    const bytes = file.endsWith(".gz") ? createReadStream(file).pipe(createGunzip()) : createReadStream(file);
    for await (const item of formats.daily.reader(bytes, { today: "2100-01-01", after: 0 }))
      if (item.kind === "paper") papers.set(item.draft.arxivId ?? item.draft.title, item.draft);
  }
  return [...papers.values()];
}
