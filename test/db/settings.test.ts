import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPersistedDocuments } from "../../src/commands/serving/persisted-documents.js";
import { readConfig } from "../../src/config.js";
import { run } from "../kit/server/processes.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-settings-"));
  await writeFile(join(directory, "file"), "");
});
afterAll(() => rm(directory, { recursive: true }));

describe.skipIf(process.platform !== "linux")("a DATA_DIR that cannot be used", () => {
  test.each([
    ["in a file system that has no directories", () => "/proc/x", "ENOENT"],
    ["below one", () => "/proc/x/y/z", "ENOENT"],
    ["below a device", () => "/dev/null/x", "ENOTDIR"],
    ["that is a file", () => join(directory, "file"), "EEXIST"],
    ["below a file", () => join(directory, "file", "x"), "ENOTDIR"],
    ["with a name that is too long", () => join(directory, "x".repeat(4_000)), "ENAMETOOLONG"],
    ["where no files can be made", () => "/proc/self", "E"],
  ])("%s is reported in one sentence", async (_, path, code) => {
    const { code: exitCode, stdout, stderr } = await run(["migrate"], { DATA_DIR: path() });
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      new RegExp(
        `^papergraph: The embedded database cannot be stored in .*\\(${code}.*DATA_DIR.*DATABASE_URL\\.\\n$`,
      ),
    );
    expect(stderr.length).toBeLessThan(600);
  });
});

describe("a manifest of persisted documents that cannot be used", () => {
  const operations = (...list: object[]) => JSON.stringify({ ...apollo, operations: list });
  const apollo = { format: "apollo-persisted-query-manifest", version: 1 };
  const format = /expected documents by ID, .*, or the manifest format of Apollo, version 1/;
  test.each([
    ["not JSON", "{", /expected a file with JSON/],
    ["empty", "", /expected a file with JSON/],
    ["a list", "[]", format],
    ["of values that are not documents", '{ "a": 1 }', format],
    ["of another version", JSON.stringify({ ...apollo, version: 2, operations: [] }), format],
    ["with an operation without a body", operations({ id: "a" }), format],
    ["without documents", "{}", /the manifest has no documents/],
    ["without operations", operations(), /the manifest has no documents/],
    ["with an empty ID", '{ "": "{ __typename }" }', /a document has an empty ID/],
    [
      "with two documents of one ID",
      operations({ id: "a", body: "{ a }" }, { id: "a", body: "{ b }" }),
      /two documents have the ID a/,
    ],
    ["with a wrong hash", '{ "sha256:0": "{ a }" }', /the SHA-256 of a document is not its ID, sha256:0/],
  ])("%s is reported", async (_, content, problem) => {
    const file = join(directory, "manifest.json");
    await writeFile(file, content);
    const config = readConfig({ PERSISTED_DOCUMENTS: file });
    expect(messageOf(() => readPersistedDocuments(config))).toMatch(problem);
  });

  test("is reported in one sentence before anything starts", async () => {
    const [valid, missing] = [join(directory, "valid.json"), join(directory, "missing.json")];
    await writeFile(valid, '{ "a": "{ __typename }" }');
    for (const [file, code] of [
      [missing, "ENOENT"],
      [directory, "EISDIR"],
    ]) {
      const { stderr, ...others } = await run(["serve"], { PERSISTED_DOCUMENTS: `${valid}, ${file}` });
      expect(others).toMatchObject({ code: 1, stdout: "" });
      expect(stderr).toBe(
        `papergraph: Invalid configuration:\n  PERSISTED_DOCUMENTS=${file}: cannot read the file (${code})\n`,
      );
    }
  });

  test("because none is set", async () => {
    const { code, stdout, stderr } = await run(["serve"], { PERSISTED_DOCUMENTS_ONLY: "on" });
    expect([code, stdout, stderr]).toEqual([
      1,
      "",
      "papergraph: Invalid configuration:\n  PERSISTED_DOCUMENTS_ONLY=on: expected PERSISTED_DOCUMENTS, manifests of the documents to accept\n",
    ]);
  });
});

test.each(["0", "-1", "1.5", "3000000000", "no"])(
  "RATE_LIMIT=%s is reported with all valid values",
  (value) => {
    expect(messageOf(() => readConfig({ RATE_LIMIT: value }))).toContain(
      `RATE_LIMIT=${value}: expected off, or cost units per minute from 1 to 2,000,000,000`,
    );
  },
);

describe("a password in an invalid URL", () => {
  test.each([
    ["mysql://u:SECRET@h/db", "mysql://u:…@h/db"],
    ["mysql://u:SECRET@h/db?password=SECRET&sslkey=SECRET", "mysql://u:…@h/db?…"],
    ["mysql://u:SEC@RET@h/db", "…"],
    ["mysql://u:12/SECRET@h/db", "…"],
    ["mysql://u:12?SECRET@h/db", "…"],
    ["mysql://u:12#SECRET@h/db", "…"],
    ["mysql://h/db#SECRET", "mysql://h/db"],
    ["postgres://u:SECRET@", "…"],
    ["postgres://u:SECRET", "…"],
    ["postgres://u:SECRET%ZZ@h/db", "postgres://u:…@h/db"],
    ["u:SECRET@h/db", "…"],
    ["host=h user=u password=SECRET", "…"],
    ["SECRET", "…"],
  ])("is not shown: %s", (url, shown) => {
    for (const name of ["DATABASE_URL", "HF_BASE_URL"]) {
      const problem = messageOf(() => readConfig({ [name]: url }));
      expect(problem).toContain(`${name}=${shown}: expected`);
      expect(problem).not.toMatch(/SECRET|SEC|RET/);
    }
  });

  test("is not shown by the process, nor is the one in HF_BASE_URL", async () => {
    const { code, stderr } = await run(["migrate"], {
      DATABASE_URL: "mysql://u:SECRET@h/db",
      HF_BASE_URL: "https://u:SECRET@h",
    });
    expect(code).toBe(1);
    expect(stderr).toContain("HF_BASE_URL=https://u:…@h/: expected a URL without user and password");
    expect(stderr).not.toContain("SECRET");
  });

  test("is not shown when the database is unreachable or rejects it", async () => {
    const { code, stderr } = await run(["migrate"], {
      DATABASE_URL: "postgres://u:SECRET@127.0.0.1:1/db?password=SECRET",
      LOG_LEVEL: "trace",
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/ECONNREFUSED/);
    expect(stderr).not.toContain("SECRET");
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error("It did not fail.");
}
