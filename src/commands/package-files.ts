import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Files of the package that are read at run time.

export function migrationsDirectory(): string {
  return join(projectRoot(), "prisma", "migrations");
}

/** Papers for an empty database. */
export function samplePath(): string {
  return join(projectRoot(), "seed", "sample.jsonl");
}

/** The closest parent directory with a `package.json`, because compiled files are one level deeper. */
function projectRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  return directory;
}
