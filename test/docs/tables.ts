import { describeSettings } from "../../src/config.js";
import { describeFormats } from "../../src/ingest/formats.js";
import { describeErrorCodes } from "../../src/server/http/error-codes.js";
import { innerRooms, rooms } from "./rooms.js";

/** The tables that documents take from the code, by document and name. */
const tables: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "docs/operating.md": {
    settings: () =>
      table(
        ["variable", "meaning", "default"],
        describeSettings().map(({ name, meaning, shownDefault }) => [code(name), meaning, shownDefault]),
      ),
  },
  "docs/reference.md": {
    errors: () =>
      table(
        ["code", "HTTP status", "meaning", "retry"],
        describeErrorCodes().map((row) => [code(row.code), row.status, row.meaning, row.retry]),
      ),
  },
  "docs/architecture.md": {
    rooms: () =>
      table(
        ["room of `src`", "holds", "imports"],
        Object.entries(rooms).map(([name, { holds, imports }]) => [
          code(name),
          holds,
          list(Object.entries(imports).map(([room, what]) => (what === "all" ? room : `${room} (types)`))),
        ]),
      ),
    "inner rooms": () =>
      table(
        ["room", "holds", "imports of its siblings"],
        Object.entries(innerRooms).flatMap(([outer, inner]) =>
          Object.entries(inner).map(([name, { holds, imports }]) => [
            code(`${outer}/${name}`),
            holds,
            list(imports),
          ]),
        ),
      ),
  },
  "docs/ingest.md": {
    formats: () =>
      table(
        ["format", "files", "source", "trust"],
        describeFormats().map(({ name, files, source, trust }) => [code(name), files, code(source), trust]),
      ),
  },
};

export const documentsWithTables = Object.keys(tables);

/**
 * A document with its tables as they follow from the code. `<!-- table: NAME, … -->` and `<!-- end -->` enclose one.
 *
 * @throws Error for a document without one of its tables
 */
export function withTables(file: string, text: string): string {
  let result = text;
  for (const [name, print] of Object.entries(tables[file] ?? {})) {
    const [start, end] = [`<!-- table: ${name}, written by npm run docs -->\n`, "<!-- end -->\n"];
    const from = result.indexOf(start) + start.length;
    const to = result.indexOf(end, from);
    if (!result.includes(start) || to < 0) throw new Error(`${file}: expected ${start}…${end}`);
    result = result.slice(0, from) + print() + result.slice(to);
  }
  return result;
}

function code(text: string): string {
  return `\`${text}\``;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "nothing" : items.join(", ");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
