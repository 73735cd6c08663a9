import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitsOf } from "../../src/commands/server-options.js";
import { readPersistedDocuments } from "../../src/commands/serving/persisted-documents.js";
import { describeSettings, readConfig } from "../../src/config.js";
import { run } from "../kit/server/processes.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-settings-"));
  await writeFile(join(directory, "file"), "");
  await mkdir(join(directory, "lost+found"));
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
    ["of another program", () => directory, 'it has other files, such as "file", and no database'],
  ])("%s is reported in one sentence", async (_, path, code) => {
    const { code: exitCode, stdout, stderr } = await run(["migrate"], { DATA_DIR: path() });
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      new RegExp(
        `^papergraph: The embedded database cannot be stored in .*\\(${code}.*DATA_DIR.*DATABASE_URL\\.\\n$`,
      ),
    );
    expect(stderr.length).toBeLessThan(600);
    expect((await readdir(directory)).sort()).toEqual(["file", "lost+found"]);
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

describe("an invalid setting is reported with all valid values", () => {
  const whole = (range: string) => (example: number) =>
    `expected a whole number from ${range}, for example ${example}`;
  const count = whole("1 to 1,000,000,000,000");
  const countOrNone = whole("0 to 1,000,000,000,000");
  const seconds = (example: number) =>
    `expected a number of seconds from 0.001 to 2,000,000, for example ${example}`;
  const onOff = "expected on or off";
  const notCounts = ["0", "-1", "1.5", "1MB", "1,000", "1e13", "Infinity"];
  const notSeconds = ["0", "-1", "0.0001", "3000000", "5s", "NaN"];
  const directives =
    "expected public, private, no-cache, no-store, no-transform, must-revalidate, proxy-revalidate, must-understand, immutable, max-age=5, s-maxage=5, stale-while-revalidate=5, stale-if-error=5, separated by commas";
  const files = "expected paths of JSON files separated by commas, for example documents.json";
  const origins = "expected *, off, or origins like https://example.org separated by commas";
  const cases: [string, string[], string][] = [
    ["PORT", ["http", "99999", "-1", "80.5"], whole("0 to 65,535")(4_000)],
    [
      "DATABASE_URL",
      ["mysql://h/db", "http://h/"],
      "expected a URL like postgresql://user:password@host:5432/database, with special characters percent-encoded",
    ],
    ["DATABASE_CONNECTIONS", ["0", "201", "x"], whole("1 to 200")(10)],
    [
      "DATABASE_CONNECTIONS",
      ["81", "200"],
      "expected at most 80 with the embedded PostgreSQL. Set DATABASE_URL to use more",
    ],
    ["SAMPLE", ["maybe"], onOff],
    ["CORS_ORIGINS", ["nowhere", "*, https://a.example", "off,*", ",", "https://a.example/x"], origins],
    ["INGEST_TOKEN", ["short", "one with spaces in it"], "expected 16 or more characters without spaces"],
    ["TRUST_PROXY", ["1"], onOff],
    ["INTROSPECTION", ["true"], onOff],
    ["GRAPHIQL", ["no"], onOff],
    ["SITE", ["yes"], onOff],
    ["PUBLIC_URL", ["papers", "ftp://h"], "expected a URL like https://huggingface.co"],
    [
      "PUBLIC_URL",
      ["https://h/x", "https://h/?x"],
      "expected a URL without a path, like https://papers.example.org",
    ],
    ["GET_QUERIES", ["ON"], onOff],
    ["QUERY_COST_LIMIT", notCounts, count(100_000)],
    ["QUERY_TOKENS", notCounts, count(5_000)],
    ["DOCUMENT_CACHE_BYTES", notCounts, count(16_000_000)],
    ["PERSISTED_DOCUMENTS", [",", "a.json,"], files],
    ["PERSISTED_DOCUMENTS_ONLY", ["yes"], onOff],
    ["PERSISTED_QUERY_BYTES", ["-1", "1.5", "none"], countOrNone(4_000_000)],
    ["RESPONSE_CACHE_BYTES", ["-1", "1.5", "none"], countOrNone(50_000_000)],
    ["CACHE_CONTROL", ["bogus", "public, bogus"], `"bogus" is not a directive; ${directives}`],
    ["CACHE_CONTROL", ["max-age"], `"max-age" is not a directive; ${directives}`],
    ["CACHE_CONTROL", ["public=5"], `"public=5" is not a directive; ${directives}`],
    ["CACHE_CONTROL", ["public,"], `"" is not a directive; ${directives}`],
    ["RESPONSE_BYTES", notCounts, count(8_000_000)],
    ["BODY_BYTES", notCounts, count(200_000)],
    ["WRITE_BODY_BYTES", notCounts, count(32_000_000)],
    ["PENDING_BODY_BYTES", notCounts, count(64_000_000)],
    ["REQUEST_TIMEOUT", notSeconds, seconds(30)],
    ["SEND_TIMEOUT", notSeconds, seconds(30)],
    [
      "RATE_LIMIT",
      ["0", "-1", "1.5", "3000000000", "no"],
      "expected off, or cost units per minute from 1 to 2,000,000,000",
    ],
    ["RATE_LIMIT_STORE", ["redis"], "expected memory or postgres"],
    ["STATEMENTS_PER_CLIENT", ["0", "201", "x"], whole("1 to 200")(5)],
    [
      "STATEMENTS_PER_CLIENT",
      ["11", "100"],
      "expected at most DATABASE_CONNECTIONS (10 by default), because each statement uses a connection",
    ],
    ["STATEMENT_TIMEOUT", notSeconds, seconds(15)],
    ["CONNECTIONS", notCounts, count(25_000)],
    ["CONNECTIONS_PER_CLIENT", notCounts, count(1_200)],
    ["WEBSOCKETS_PER_CLIENT", notCounts, count(250)],
    ["OPERATIONS_PER_WEBSOCKET", notCounts, count(10)],
    ["WEBSOCKET_MESSAGE_BYTES", notCounts, count(200_000)],
    ["SUBSCRIPTIONS", notCounts, count(20_000)],
    ["SUBSCRIPTIONS_PER_CLIENT", notCounts, count(1_000)],
    ["SUBSCRIPTION_BYTES", notCounts, count(64_000_000)],
    ["SUBSCRIPTION_BYTES_PER_CLIENT", notCounts, count(16_000_000)],
    ["SUBSCRIBER_BYTES", notCounts, count(1_000_000)],
    ["PENDING_EVENT_BYTES", notCounts, count(64_000_000)],
    ["HEARTBEAT", notSeconds, seconds(15)],
    ["POLL", ["never"], onOff],
    ["HF_BASE_URL", ["ftp://h/x"], "expected a URL like https://huggingface.co"],
    ["POLL_INTERVAL", notSeconds, seconds(300)],
    ["WEBHOOK_PRIVATE", ["yes"], onOff],
    ["WEBHOOK_TIMEOUT", notSeconds, seconds(15)],
    ["WEBHOOKS", ["0", "1001", "x"], whole("1 to 1,000")(64)],
    [
      "SMTP_URL",
      ["http://h/", "smtp://", "smtp://%ZZ@h"],
      "expected a URL like smtps://user:password@mail.example.org:465, with special characters percent-encoded",
    ],
    ["SMTP_URL", ["smtp://h"], "expected PUBLIC_URL, and not SITE=off, because emails have links to pages"],
    [
      "MAIL_FROM",
      ["papers", "Papers papers@example.org", "a@example.org, b@example.org", "<a@b>, <c@d>", "pàpers@b"],
      "expected an address like papers@example.org, or Papers <papers@example.org>",
    ],
    ["SMTP_CONNECTIONS", ["0", "201", "x"], whole("1 to 200")(20)],
    ["SMTP_TIMEOUT", notSeconds, seconds(30)],
    ["MAIL_REQUESTS", notCounts, count(200)],
    ["MAIL_REQUESTS_PER_CLIENT", notCounts, count(10)],
    ["SHUTDOWN_TIMEOUT", notSeconds, seconds(10)],
    [
      "DRAIN_DELAY",
      ["-1", "3000000", "5s"],
      "expected a number of seconds from 0 to 2,000,000, for example 5",
    ],
    ["SERVER_TIMING", ["0"], onOff],
    ["LOG_LEVEL", ["verbose"], "expected fatal, error, warn, info, debug, trace, or silent"],
  ];

  test.each(cases)("%s=%j", (name, values, expected) => {
    for (const value of values) {
      const shown = name === "INGEST_TOKEN" ? "…" : value;
      expect(messageOf(() => readConfig({ [name]: value }))).toBe(
        `Error: Invalid configuration:\n  ${name}=${shown}: ${expected}`,
      );
    }
  });

  test("for every setting but those that may be any text", () => {
    const settings = describeSettings().map(({ name }) => name);
    const tested = new Set(cases.map(([name]) => name));
    expect(settings.filter((name) => !tested.has(name))).toEqual(["HOST", "DATA_DIR"]);
  });
});

test("a setting of white space is reported: an empty one would be unset", () => {
  expect(messageOf(() => readConfig({ DATABASE_URL: "  ", PORT: " ", HOST: "" }))).toBe(
    "Error: Invalid configuration:\n  PORT: it has only white space. Unset it, or set a value\n  DATABASE_URL: it has only white space. Unset it, or set a value",
  );
});

test("valid settings", () => {
  expect(readConfig({ DATABASE_CONNECTIONS: " 4 ", STATEMENTS_PER_CLIENT: "4", PORT: "" })).toMatchObject({
    DATABASE_CONNECTIONS: 4,
    STATEMENTS_PER_CLIENT: 4,
    PORT: 4_000,
  });
  const DATABASE_URL = "postgresql://localhost/papergraph";
  expect(() => readConfig({ DATABASE_CONNECTIONS: "200", DATABASE_URL })).not.toThrow();
  for (const value of ["*", "off", "https://a.example/, capacitor://localhost"])
    expect(() => readConfig({ CORS_ORIGINS: value })).not.toThrow();
  for (const from of ["papers@example.org", "Pàpers of the day <papers@bücher.example>"])
    expect(() =>
      readConfig({ SMTP_URL: "smtp://h", PUBLIC_URL: "https://h", MAIL_FROM: from }),
    ).not.toThrow();
  const cacheControl = "Public,s-maxage=5 , stale-while-revalidate=30, must-revalidate, immutable";
  expect(readConfig({ CACHE_CONTROL: cacheControl }).CACHE_CONTROL).toBe(
    "Public, s-maxage=5, stale-while-revalidate=30, must-revalidate, immutable",
  );
});

test("REQUEST_TIMEOUT has any fraction of a second", () => {
  expect(limitsOf(readConfig({ REQUEST_TIMEOUT: "1.001" })).requestTimeoutMs).toBe(1_001);
});

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
    for (const name of ["DATABASE_URL", "HF_BASE_URL", "SMTP_URL"]) {
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
