import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readConfig, settingNames } from "../src/config.js";
import { refusalStatuses } from "../src/server/http/refusals.js";

const readme = await readFile("README.md", "utf8");

/** Rows of the table below a heading, with the names in the first cell. */
function rowsBelow(heading: string): { names: string[]; line: string }[] {
  const [, section = ""] = readme.split(`### ${heading}\n`);
  return (
    section
      .split(/\n##/)[0]
      ?.split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => ({ names: (line.split(" | ")[0] ?? "").match(/[A-Z_]{2,}/g) ?? [], line })) ?? []
  );
}

test("the README lists every setting with its default", () => {
  const rows = rowsBelow("Settings");
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

test("the README lists every refusal of the HTTP server", () => {
  const listed = new Set(rowsBelow("Errors").flatMap(({ names }) => names));
  expect(Object.keys(refusalStatuses).filter((code) => !listed.has(code))).toEqual([]);
});
