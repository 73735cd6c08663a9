import { readdir, readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { innerRooms, rooms } from "../docs/rooms.js";

/** Exceptions, each with its reason. */
const exceptions = new Set([
  // Generated from the Prisma schema, and only data: Pothos reads the model from it.
  "schema/builder/builder.ts -> db/generated/pothos.js",
]);

test("folders import in one direction", async () => {
  const broken: string[] = [];
  for (const file of await filesBelow("src")) {
    const room = roomOf(file);
    if (room === undefined || file.startsWith("src/db/generated/")) continue;
    for (const [statement, from] of imports(await readFile(file, "utf8"))) {
      const target = normalize(join(dirname(file), from));
      const other = roomOf(target) ?? target.replace(/^src\/|\.js$/g, "");
      const permission = other === room ? "all" : rooms[room]?.imports[other];
      const wanted = /^import type\b/.test(statement) ? "types" : "all";
      const arrow = `${file.replace("src/", "")} -> ${target.replace("src/", "")}`;
      if (permission !== "all" && permission !== wanted && !exceptions.has(arrow)) broken.push(arrow);
    }
  }
  expect(broken).toEqual([]);
});

test("folders within folders import in one direction, and no file of the outer folder", async () => {
  const broken: string[] = [];
  for (const [file, targets] of await importGraph()) {
    const [outer = "", room] = innerRoomOf(file);
    const inner = innerRooms[outer];
    if (room === undefined || inner === undefined) continue;
    for (const target of targets) {
      const other = innerRoomOf(target)[1] ?? "";
      if (roomOf(target) === outer && other !== room && !inner[room]?.imports.includes(other))
        broken.push(`${file} -> ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test("the tables of folders have one direction: each imports only those listed below it, or above it within a folder", () => {
  const broken: string[] = [];
  const check = (order: [name: string, imports: readonly string[]][]) => {
    const earlier = new Set<string>();
    for (const [name, imports] of order) {
      for (const other of imports) if (!earlier.has(other)) broken.push(`${name} -> ${other}`);
      earlier.add(name);
    }
  };
  check([
    ["config", []],
    ...Object.entries(rooms)
      .map(([name, { imports }]): [string, string[]] => [name, Object.keys(imports)])
      .reverse(),
  ]);
  for (const inner of Object.values(innerRooms))
    check(Object.entries(inner).map(([name, { imports }]) => [name, imports]));
  expect(broken).toEqual([]);
});

test("there are no import cycles, types included", async () => {
  const graph = await importGraph();
  // Removes files that import no remaining one, until only cycles and what leads to them remain.
  for (let size = -1; size !== graph.size; ) {
    size = graph.size;
    for (const [file, targets] of graph) if (!targets.some((target) => graph.has(target))) graph.delete(file);
  }
  expect([...graph.keys()]).toEqual([]);
});

test("only the command line reads the environment", async () => {
  const readers: string[] = [];
  for (const file of await filesBelow("src")) {
    if (file.startsWith("src/db/generated/")) continue;
    if (/process\.env\b/.test(await readFile(file, "utf8"))) readers.push(file);
  }
  // processes.ts hands a part of the environment on to Postgres' own programs.
  expect(readers.sort()).toEqual(["src/db/embedded/processes.ts", "src/main.ts"]);
});

test("the program needs no development dependency, and installs nothing that only the build needs", async () => {
  const { dependencies } = JSON.parse(await readFile("package.json", "utf8")) as {
    dependencies: Record<string, string>;
  };
  const missing = new Set<string>();
  for (const file of await filesBelow("src"))
    for (const name of packagesOf(await readFile(file, "utf8")))
      if (!(name in dependencies)) missing.add(name);
  expect([...missing]).toEqual([]);
  expect(Object.keys(dependencies).filter((name) => /^(@types\/.*|prisma|typescript)$/.test(name))).toEqual(
    [],
  );
});

/** The packages that a file imports: `pg`, `@pothos/core`. */
function packagesOf(text: string): string[] {
  return [
    ...text.matchAll(
      /(?:^(?:import|export)\b[^;]*? from |^import |\bimport\()"((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^"]*)?"/gm,
    ),
  ]
    .map(([, name = ""]) => name)
    .filter((name) => !builtinModules.includes(name));
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return (
    entries
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      // The servers that the bench compares with have packages of their own.
      .filter((file) => !file.includes("/node_modules/"))
      .sort()
  );
}

/** `domain` of `src/domain/papers.ts`; undefined for a file of no room. */
function roomOf(path: string): string | undefined {
  return /^src\/([^/.]+)\//.exec(path)?.[1];
}

/** `domain` and `stats` of `src/domain/stats/periods.ts`. */
function innerRoomOf(path: string): [outer?: string, room?: string] {
  const [, outer, room] = /^src\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  return outer === undefined ? [] : [outer, room as string];
}

/** By file of ours: the files it imports. */
async function importGraph(): Promise<Map<string, string[]>> {
  const graph = new Map<string, string[]>();
  for (const file of await filesBelow("src")) {
    if (file.startsWith("src/db/generated/")) continue;
    const targets = imports(await readFile(file, "utf8")).map(([, from]) =>
      normalize(join(dirname(file), from)).replace(/\.js$/, ""),
    );
    graph.set(file.replace(/\.tsx?$/, ""), targets);
  }
  return graph;
}

function imports(text: string): [statement: string, from: string][] {
  return [...text.matchAll(/^(?:import|export)\b[^;]*? from "(\.[^"]+)";/gm)].map((match) => [
    match[0],
    match[1] ?? "",
  ]);
}
