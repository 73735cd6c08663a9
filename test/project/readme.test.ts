import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readConfig, settingNames } from "../../src/config.js";
import { refusalStatuses } from "../../src/server/http/refusals.js";

/** Rows of the table below a heading, with the names in the first cell. */
async function rowsBelow(file: string, heading: string): Promise<{ names: string[]; line: string }[]> {
  const [, section = ""] = (await readFile(file, "utf8")).split(`\n## ${heading}\n`);
  return (
    section
      .split(/\n## /)[0]
      ?.split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => ({ names: (line.split(" | ")[0] ?? "").match(/[A-Z_]{2,}/g) ?? [], line })) ?? []
  );
}

test("the documents list every setting with its default", async () => {
  const rows = await rowsBelow("docs/operating.md", "Settings");
  expect(rows.flatMap(({ names }) => names).sort()).toEqual([...settingNames].sort());
  const defaults = new Map(Object.entries(readConfig({})));
  for (const { names, line } of rows) {
    const cell = line.split(" | ").at(-1) ?? "";
    for (const name of names) {
      const value = defaults.get(name);
      // A directory is made absolute.
      if (name !== "DATA_DIR" && (typeof value === "number" || typeof value === "string"))
        expect([name, cell]).toEqual([name, expect.stringContaining(`\`${value}\``)]);
    }
  }
});

test("the documents list every refusal of the HTTP server", async () => {
  const listed = new Set((await rowsBelow("docs/reference.md", "Errors")).flatMap(({ names }) => names));
  expect(Object.keys(refusalStatuses).filter((code) => !listed.has(code))).toEqual([]);
});

test("links in the documents lead to files and headings that exist", async () => {
  const documents = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    ...(await readdir("docs")).map((file) => join("docs", file)),
  ];
  const broken: string[] = [];
  for (const file of documents)
    for (const [, target = ""] of (await readFile(file, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const linked = join(dirname(file), path);
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
