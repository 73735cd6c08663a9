// `npm run codegen` writes the files of codegen.ts; `--check` fails if one of them differs. The same as @graphql-codegen/cli
// does with it, which would add 213 packages to an installation.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import type { Types } from "@graphql-codegen/plugin-helpers";
import { buildSchema, parse } from "graphql";
import config from "../codegen.js";

const { importExtension } = config;
const schema = buildSchema(readFileSync(config.schema, "utf8"));
const documents = readdirSync("examples")
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .flatMap((file) => documentsOf(join("examples", file)));

const outdated: string[] = [];
for (const [baseOutputDir, output] of Object.entries(config.generates)) {
  const sections = await preset.buildGeneratesSection({
    ...output,
    baseOutputDir,
    config: { ...output.config, importExtension, emitLegacyCommonJSImports: true },
    schema: parse(readFileSync(config.schema, "utf8")),
    schemaAst: schema,
    documents,
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  });
  for (const section of sections) {
    const content = await codegen({ ...section, importExtension, emitLegacyCommonJSImports: true });
    if (!process.argv.includes("--check")) writeFileSync(section.filename, content);
    else if (readFileSync(section.filename, "utf8") !== content) outdated.push(section.filename);
  }
}
if (outdated.length > 0) {
  process.stderr.write(`Out of date: ${outdated.join(", ")}. Run npm run codegen.\n`);
  process.exitCode = 1;
}

/** The documents in the calls of `graphql` in a file. */
function documentsOf(location: string): Types.DocumentFile[] {
  return [...readFileSync(location, "utf8").matchAll(/\bgraphql\(`([^`]+)`\)/g)].map(([, text = ""]) => ({
    location,
    document: parse(text),
    rawSDL: text,
    hash: text,
  }));
}
