import { createHash } from "node:crypto";
import type { Types } from "@graphql-codegen/plugin-helpers";

/** The ID of a document as in GraphQL over HTTP. */
const documentId = (document: string) => `sha256:${createHash("sha256").update(document).digest("hex")}`;

/**
 * `npm run codegen`: typed documents for everything in `examples/`, from the printed schema, and a manifest of them for
 * servers, `persisted-documents.json`.
 */
const config = {
  schema: "src/schema/schema.graphql",
  documents: ["examples/*.ts"],
  generates: {
    "examples/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: documentId } },
      config: {
        scalars: { Date: "string", DateTime: "string", URL: "string" },
        useTypeImports: true,
        enumsAsTypes: true,
        avoidOptionals: { field: true },
        onlyOperationTypes: true,
        defaultScalarType: "unknown",
      },
    },
  },
  importExtension: ".js",
} satisfies Types.Config;

export default config;
