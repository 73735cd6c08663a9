import { writeFileSync } from "node:fs";
import { printSchema } from "graphql";
import { createSchema } from "./index.js";

/** `npm run codegen`: writes the schema for people and for code generators; a test compares it with the code. */
writeFileSync("src/schema/schema.graphql", `${printSchema(createSchema())}\n`);
