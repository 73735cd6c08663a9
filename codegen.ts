import { createHash } from "node:crypto";
import type { Types } from "@graphql-codegen/plugin-helpers";

/** The ID of a document as in GraphQL over HTTP. */
export const documentId = (document: string) =>
  `sha256:${createHash("sha256").update(document).digest("hex")}`;

const types = {
  scalars: { Date: "string", DateTime: "string", TimeZone: "string", URL: "string" },
  useTypeImports: true,
  enumsAsTypes: true,
  avoidOptionals: { field: true },
  onlyOperationTypes: true,
  defaultScalarType: "unknown",
};

/**
 * `npm run codegen`: from the printed schema, typed documents for everything in `examples/`, with a manifest of them for
 * servers, `persisted-documents.json`; and those of the pages in `src/site/documents`.
 */
const config = {
  schema: "src/schema/schema.graphql",
  generates: {
    "examples/generated/": {
      documents: "examples/*.ts",
      preset: "client",
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: documentId } },
      config: types,
    },
    "src/site/generated/documents.ts": {
      documents: "src/site/documents/*.graphql",
      plugins: ["typescript", "typescript-operations", "site-documents"],
      config: { ...types, skipTypename: true, inputMaybeValue: "T | null | undefined" },
    },
  },
  importExtension: ".js",
} satisfies Types.Config;

export default config;
