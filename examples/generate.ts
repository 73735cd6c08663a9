// `npm run codegen` writes the files of codegen.ts; `--check` fails if one of them differs. The same as @graphql-codegen/cli
// does with it, which would add 213 packages to an installation.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import type { Types } from "@graphql-codegen/plugin-helpers";
import * as typescript from "@graphql-codegen/typescript";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse } from "graphql";
import config from "../codegen.js";
import * as siteDocuments from "./site-documents.js";

const { importExtension, generates } = config;
const schema = buildSchema(readFileSync(config.schema, "utf8"));
const common = { schema: parse(readFileSync(config.schema, "utf8")), schemaAst: schema };
const pluginMap = { typescript, "typescript-operations": operations, "site-documents": siteDocuments };

const outdated: string[] = [];
const { "examples/generated/": examples, "src/site/generated/documents.ts": site } = generates;
const sections: Types.GenerateOptions[] = [
  ...(await preset.buildGeneratesSection({
    ...common,
    ...examples,
    baseOutputDir: "examples/generated/",
    config: { ...examples.config, importExtension, emitLegacyCommonJSImports: true },
    documents: documentsIn(examples.documents),
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  })),
  {
    ...common,
    filename: "src/site/generated/documents.ts",
    config: site.config,
    documents: documentsIn(site.documents),
    plugins: site.plugins.map((name) => ({ [name]: {} })),
    pluginMap,
  },
];
for (const section of sections) {
  const content = await codegen({ ...section, importExtension, emitLegacyCommonJSImports: true });
  if (!process.argv.includes("--check")) writeFileSync(section.filename, content);
  else if (readFileSync(section.filename, "utf8") !== content) outdated.push(section.filename);
}
if (outdated.length > 0) {
  process.stderr.write(`Out of date: ${outdated.join(", ")}. Run npm run codegen.\n`);
  process.exitCode = 1;
}

/** @param pattern a folder and an extension, `examples/*.ts` */
function documentsIn(pattern: string): Types.DocumentFile[] {
  const folder = dirname(pattern);
  return readdirSync(folder)
    .filter((file) => extname(file) === extname(pattern))
    .sort()
    .flatMap((file) => documentsOf(join(folder, file)));
}

/** A file of GraphQL, or the documents in the calls of `graphql` in a file of TypeScript. */
function documentsOf(location: string): Types.DocumentFile[] {
  const text = readFileSync(location, "utf8");
  const texts = location.endsWith(".graphql")
    ? [text]
    : [...text.matchAll(/\bgraphql\(`([^`]+)`\)/g)].map(([, inner = ""]) => inner);
  return texts.map((each) => ({ location, document: parse(each), rawSDL: each, hash: each }));
}
