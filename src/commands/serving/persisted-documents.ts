import { readFileSync } from "node:fs";
import { z } from "zod";
import { type Config, invalidConfig } from "../../config.js";
import { hashOf, hashPrefix } from "../../server/documents/document-hash.js";
import type { Manifest } from "../../server/documents/persisted-documents.js";

/** As written by Apollo's tools. */
const apollo = z.object({
  format: z.literal("apollo-persisted-query-manifest"),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

/** As written by GraphQL Code Generator and Relay: documents by ID. */
const byId = z.record(z.string(), z.string());

/** @throws Error if a manifest cannot be read, or contradicts itself or another one */
export function readPersistedDocuments({
  PERSISTED_DOCUMENTS: files = [],
  PERSISTED_DOCUMENTS_ONLY,
}: Pick<Config, "PERSISTED_DOCUMENTS" | "PERSISTED_DOCUMENTS_ONLY">): Manifest {
  const manifest = new Map<string, string>();
  for (const file of files) {
    const refuse = (problem: string) => invalidConfig([`PERSISTED_DOCUMENTS=${file}: ${problem}`]);
    const documents = documentsOf(file, refuse);
    if (documents.length === 0) throw refuse("the manifest has no documents");
    for (const [id, text] of documents) {
      if (id === "") throw refuse("a document has an empty ID");
      if ((manifest.get(id) ?? text) !== text) throw refuse(`two documents have the ID ${id}`);
      if (id.startsWith(hashPrefix) && id !== hashPrefix + hashOf(text))
        throw refuse(`the SHA-256 of a document is not its ID, ${id}`);
      manifest.set(id, text);
    }
  }
  return { manifest, isExclusive: PERSISTED_DOCUMENTS_ONLY === "on" };
}

function documentsOf(file: string, refuse: (problem: string) => Error): (readonly [string, string])[] {
  const content = contentOf(file, refuse);
  const list = apollo.safeParse(content).data;
  if (list !== undefined) return list.operations.map(({ id, body }) => [id, body]);
  const map = byId.safeParse(content).data;
  // An Apollo manifest of another version is no map, because its version is a number.
  if (map !== undefined) return Object.entries(map);
  throw refuse('expected documents by ID, { "ID": "query …" }, or the manifest format of Apollo, version 1');
}

function contentOf(file: string, refuse: (problem: string) => Error): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw refuse(`cannot read the file (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refuse("expected a file with JSON");
  }
}
