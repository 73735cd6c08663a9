// Generates the Prisma client and the types for Pothos, unless they are up to date.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const stamp = new URL("../src/db/generated/stamp", import.meta.url);
const inputs = ["schema.prisma", "../prisma.config.ts", "../package-lock.json"];
const hash = createHash("sha256");
for (const input of inputs) hash.update(readFileSync(new URL(input, import.meta.url)));
const wanted = hash.digest("hex");

if (read(stamp) !== wanted) {
  const command = require.resolve("prisma/build/index.js");
  // npm sets PATH so that generators are found.
  const PATH = `${fileURLToPath(new URL("../node_modules/.bin", import.meta.url))}${delimiter}${process.env.PATH}`;
  // Its output is shown only on failure.
  try {
    execFileSync(process.execPath, [command, "generate"], {
      cwd: new URL("..", import.meta.url),
      stdio: "pipe",
      env: { ...process.env, PATH },
    });
  } catch (error) {
    process.stderr.write(`${error.stdout}${error.stderr}`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
