import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
