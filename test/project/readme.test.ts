import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createSchema } from "../../src/schema/index.js";
import { describeErrorCodes } from "../../src/server/http/error-codes.js";
import { markdownOf } from "../docs/blocks.js";
import { documentsWithTables, withTables } from "../docs/tables.js";
import { run } from "../kit/server/processes.js";

test.each(documentsWithTables)("the tables of %s are those that npm run docs writes", async (file) => {
  const text = await readFile(file, "utf8");
  expect(text).toBe(withTables(file, text));
});

test("the table lists exactly the error codes of the server", async () => {
  const sources = (await filesBelow("src")).filter((file) => /^src\/(server|schema|domain)\//.test(file));
  const texts = await Promise.all(
    sources.filter((file) => file !== "src/server/http/error-codes.ts").map((file) => readFile(file, "utf8")),
  );
  const text = texts.join("\n");
  const codes = describeErrorCodes().map(({ code }) => code);
  expect(codes.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  const sent = [...text.matchAll(/\bcode: "([A-Z_]+)"|\bnew (?:Refusal|InputError)\([^;]*?"([A-Z_]+)"/g)];
  const sentCodes = new Set(sent.map(([, one, other]) => one ?? other ?? ""));
  expect(sentCodes.size).toBeGreaterThan(20);
  expect([...sentCodes].filter((code) => !codes.includes(code))).toEqual([]);
});

test("the reference lists every query, subscription and mutation", async () => {
  const text = await readFile("docs/reference.md", "utf8");
  const schema = createSchema();
  const roots = [schema.getQueryType(), schema.getSubscriptionType(), schema.getMutationType()];
  const names = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
  expect(names.filter((name) => !new RegExp(`^\\|.*\`${name}[(\`].*\\|$`, "m").test(text))).toEqual([]);
});

test("the document of ingest lists exactly the options of the command", async () => {
  const optionsOf = (text: string) => [...text.matchAll(/^(?: +|\| `)(--[\w-]+)/gm)].map(([, name]) => name);
  const { stdout } = await run(["ingest", "--help"]);
  expect(optionsOf(await readFile("docs/ingest.md", "utf8")).sort()).toEqual(optionsOf(stdout).sort());
});

test("links in the documents point to existing files and headings", async () => {
  const documents = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    ...(await markdownOf("docs")),
  ];
  const broken: string[] = [];
  for (const file of documents)
    for (const [, target = ""] of (await readFile(file, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const linked = path === "" ? file : join(dirname(file), path);
      const exists = await stat(linked).catch(() => undefined);
      const anchors = anchor === undefined ? [] : anchorsOf(await readFile(linked, "utf8"));
      if (!exists || (anchor !== undefined && !anchors.includes(anchor))) broken.push(`${file}: ${target}`);
    }
  expect(broken).toEqual([]);
});

/** Anchors of the headings, as GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}
