import { writeFileSync } from "node:fs";
import { printSchema } from "graphql";
import { createSchema } from "./index.js";

// `npm run codegen`: writes the schema for readers and code generators; a test checks that it is up to date.
writeFileSync("src/schema/schema.graphql", `${printSchema(createSchema())}\n`);
