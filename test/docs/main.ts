import { readFile, writeFile } from "node:fs/promises";
import { documentsWithTables, withTables } from "./tables.js";

/** `npm run docs`: writes the tables of settings, error codes and formats into the documents; a test compares them. */
for (const file of documentsWithTables) await writeFile(file, withTables(file, await readFile(file, "utf8")));
