import type { Types } from "@graphql-codegen/plugin-helpers";

/** `npm run codegen`: typed documents for everything in `examples/`, from the printed schema. */
const config = {
  schema: "src/schema/schema.graphql",
  documents: ["examples/*.ts"],
  generates: {
    "examples/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
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
