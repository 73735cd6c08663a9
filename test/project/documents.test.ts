import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { Readable } from "node:stream";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import type { Types } from "@graphql-codegen/plugin-helpers";
import {
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isObjectType,
  parse,
  printSchema,
  specifiedRules,
  validate,
} from "graphql";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ChainDocument } from "../../examples/generated/graphql.js";
import { readPersistedDocuments } from "../../src/commands/serving/persisted-documents.js";
import { recomputeStaleBoards } from "../../src/domain/upkeep/stale-boards.js";
import { ingest } from "../../src/ingest/ingest.js";
import { createSchema } from "../../src/schema/index.js";
import { type Block, blocksOf, commandsOf, markdownOf } from "../docs/blocks.js";
import { inDatabase, type TestDatabase, useDatabase } from "../kit/db/database.js";
import { startApp, type TestApp, testToken, useApp } from "../kit/server/app.js";
import { openProxy, type Running, startProgram } from "../kit/server/processes.js";
import { writerOf } from "../kit/server/writing.js";

const persistedDocuments = readPersistedDocuments({
  PERSISTED_DOCUMENTS: ["examples/generated/persisted-documents.json"],
  PERSISTED_DOCUMENTS_ONLY: "off",
});

/** Programs that the documents use and that may be missing. */
const [hasCurl, hasPython] = ["curl", "python3"].map((name) => !spawnSync(name, ["--version"]).error);

async function loadSample({ db }: TestDatabase): Promise<void> {
  await ingestInto({ db }, ["seed/sample.jsonl"], process.stdin, "sample");
  // As servers do in the background.
  while (await recomputeStaleBoards(db, new Date()));
}

function ingestInto(
  { db }: Pick<TestDatabase, "db">,
  files: string[],
  standardInput: Readable,
  source?: string,
) {
  return ingest(db, { files, standardInput, reading: {}, now: () => new Date(), ...(source && { source }) });
}

/** Documents that read and write one database in this order. */
describe
  .skipIf(!hasCurl)
  .each([
    ["README.md"],
    ["docs/live.md"],
    ["docs/querying.md", "docs/operating.md", "docs/clients.md", "docs/watches.md"],
  ])("the code of %s", (...files) => {
  const database = useDatabase(loadSample);
  const app = useApp(database, { persistedDocuments });

  test.each(files)("runs as it is, and its answers are those that %s prints", async (file) => {
    const reader = new Reader(app);
    for (const block of await blocksOf(file)) await reader.read(block);
    await reader.finish();
    expect(reader.ran).toBeGreaterThan(0);
  });
});

/** Runs the blocks of a document in order, as a reader would. */
class Reader {
  readonly #app: TestApp;
  /** Running programs with a subscription. */
  readonly #following: Running[] = [];
  /** Received cursors, by the ones that the document prints. */
  readonly #cursors = new Map<string, string>();
  /** The answer to the block before. */
  #answer: unknown;
  ran = 0;

  constructor(app: TestApp) {
    this.#app = app;
  }

  async read({ language, text }: Block): Promise<void> {
    let code = text
      .replaceAll("localhost:4000", new URL(this.#app.url).host)
      .replaceAll("a-secret-of-16-characters-or-more", testToken);
    for (const [printed, cursor] of this.#cursors) code = code.replaceAll(printed, cursor);
    const answer = this.#answer;
    this.#answer = undefined;
    if (language === "graphql") await this.#query(text);
    else if (language === "json" && answer !== undefined) compare(answer, text);
    else if (language === "" && text.startsWith("id: ")) await this.#compareEvents(text);
    else if (language === "sh" && text.startsWith("curl")) await this.#run("sh", ["-c", code], code);
    else if (language === "python" && hasPython) await this.#run("python3", ["-c", code], code);
    else if (language === "html") expect(errorsOf(/"(subscription .*?)";/.exec(text)?.[1] ?? "")).toEqual([]);
    else if (language === "js" && !/from "@(apollo|urql)|createServer/.test(text))
      await this.#run(process.execPath, ["--input-type=module", "-e", code], code);
  }

  async #query(text: string): Promise<void> {
    this.ran += 1;
    if (text.startsWith("fragment")) {
      // Relay removes its own directives.
      expect(errorsOf(text.replaceAll(/@\w+\([^()]*\)/g, "").replaceAll(/\$\w+/g, "null"))).toEqual([]);
      return;
    }
    const data = await this.#app.get(text);
    for (const value of Object.values(data)) expect(value).not.toEqual({ nodes: [] });
    this.#answer = { data };
  }

  async #run(program: string, commandLine: readonly string[], code: string): Promise<void> {
    this.ran += 1;
    const follows = code.includes("subscription ");
    const before = await countSubscriptions(this.#app);
    const running = startProgram(program, commandLine, {}, { detached: true });
    if (!follows) {
      const { code: exitCode, stdout, stderr } = await running.finished;
      expect([exitCode, stdout.trim() === ""], stderr).toEqual([0, false]);
      if (program !== "sh") return;
      const answer = JSON.parse(stdout);
      expect(answer.errors).toBeUndefined();
      this.#answer = answer;
      return;
    }
    onTestFinished(async () => {
      end(running);
      await running.finished;
    });
    await vi.waitFor(async () => expect(await countSubscriptions(this.#app)).toBe(before + 1), {
      timeout: 30_000,
    });
    this.#following.push(running);
  }

  /** Checks that the program started last has received the events that the document prints. */
  async #compareEvents(text: string): Promise<void> {
    const following = this.#following.at(-1);
    for (const [, cursor = "", event = ""] of text.matchAll(/^id: (\S+)\n(event: next\ndata: .*)$/gm)) {
      const pattern = new RegExp(`^id: (\\S+)\n${event.replaceAll(/[^\w\s]/g, "\\$&")}$`, "m");
      const received = await following?.printed(pattern);
      if (received?.[1] !== undefined) this.#cursors.set(cursor, received[1]);
    }
  }

  /** Checks that an event reaches every running program. */
  async finish(): Promise<void> {
    if (this.#following.length === 0) return;
    await writerOf(this.#app).papers([
      { title: "The last paper", publishedAt: new Date().toISOString(), upvotes: 1_000 },
    ]);
    for (const running of this.#following) await running.printed(/The last paper/);
  }
}

describe("the addresses in", () => {
  const database = useDatabase(loadSample);
  const app = useApp(database);

  test.each(["docs/site.md", "docs/feeds.md"])("%s exist in the sample", async (file) => {
    const rows = (await readFile(file, "utf8")).split("\n");
    const addresses = rows.flatMap((row) => {
      const named = [...row.matchAll(/`([/?][^`…]*)`/g)].map(([, address = ""]) => address);
      const paths = named.filter((address) => address.startsWith("/"));
      // A row has parameters of its first address.
      return [
        ...paths,
        ...named.filter((address) => !paths.includes(address)).map((more) => paths[0] + more),
      ];
    });
    for (const address of addresses) {
      const response = await fetch(new URL(address, app.origin), { headers: { accept: "text/html" } });
      expect([address, response.status]).toEqual([address, 200]);
    }
    expect(addresses.length).toBeGreaterThan(5);
  });
});

async function countSubscriptions({ origin }: TestApp): Promise<number> {
  const response = await fetch(`${origin}/health`);
  return ((await response.json()) as { subscriptions: number }).subscriptions;
}

/** Validation errors of a document or a fragment. */
function errorsOf(document: string) {
  const rules = specifiedRules.filter(({ name }) => name !== "NoUnusedFragmentsRule");
  return validate(createSchema(), parse(document), rules);
}

/** @param printed as in the document, where "…" stands for the rest */
function compare(answer: unknown, printed: string): void {
  const [expected = "", ...rest] = comparable(printed).split("…");
  const actual = comparable(JSON.stringify(answer));
  expect(rest.length === 0 ? actual : actual.slice(0, expected.length)).toBe(expected);
}

/** JSON without white space, and without what differs between databases. */
function comparable(json: string): string {
  return json
    .replaceAll(/\s/g, "")
    .replaceAll(/"(cursor|endCursor)":"[^"]+"/g, '"$1":""')
    .replaceAll(/"score":[\d.]+/g, '"score":0');
}

function end({ child }: Running): void {
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid);
}

describe.each(["graphql-ws", "graphql-sse"])("the client of %s in docs/clients.md", (name) => {
  test("reconnects when the server has been unreachable", async () => {
    const block = (await blocksOf("docs/clients.md")).find(({ text }) => text.includes(`from "${name}"`));
    await inDatabase(async (database) => {
      const app = await startApp(database);
      const proxy = await openProxy({ host: "127.0.0.1", port: Number(new URL(app.url).port) });
      const code = block?.text.replaceAll("localhost:4000", `127.0.0.1:${proxy.port}`) ?? "";
      const client = startProgram(process.execPath, ["--input-type=module", "-e", code], {});
      const subscribed = (count: number) =>
        vi.waitFor(async () => expect(await countSubscriptions(app)).toBe(count), { timeout: 30_000 });
      await subscribed(1);
      await proxy.close();
      let attempts = 0;
      const refusing = createServer((socket) => {
        attempts += 1;
        socket.destroy();
      });
      refusing.listen(proxy.port, "127.0.0.1");
      await vi.waitFor(() => expect(attempts).toBeGreaterThan(1), { timeout: 30_000 });
      refusing.close();
      await once(refusing, "close");
      await proxy.reopen();
      await subscribed(1);
      await writerOf(app).papers([{ title: "After the restart", publishedAt: new Date().toISOString() }]);
      await client.printed(/After the restart/);
      client.child.kill();
      await client.finished;
      await proxy.close();
      await app.close();
    });
  });
});

describe("the configuration of caches and links in docs/clients.md", () => {
  const schema = createSchema();
  const types = Object.values(schema.getTypeMap());
  const objects = types.filter(isObjectType).filter(({ name }) => !/^__|^Subscription$/.test(name));

  /** The argument that a block passes to an imported function or class. */
  async function configurationOf(from: string, name: string): Promise<Record<string, unknown>> {
    const block = (await blocksOf("docs/clients.md")).find(({ text }) => text.includes(`from "${from}"`));
    let configuration: unknown;
    const names = {
      ApolloClient: class {},
      ApolloLink: { from: (links: unknown) => links },
      Client: class {},
      HttpLink: class {},
      fetchExchange: {},
      schema: {},
      relayStylePagination: (keyArgs: string[] = []) => ({ keyArgs }),
      relayPagination: () => "pages",
      cacheExchange: {},
      [name]: function take(value: unknown) {
        configuration = value;
      },
    };
    const code = block?.text.replaceAll(/^import .*$/gm, "").replaceAll("export ", "") ?? "";
    new Function(...Object.keys(names), code)(...Object.values(names));
    return configuration as Record<string, unknown>;
  }

  /** A policy for each list, by type and field. */
  function forLists<Value>(policyOf: (otherArguments: string[]) => Value) {
    const fieldsOf = (type: GraphQLObjectType) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith("Connection"))
        .map(({ name, args }) => {
          const others = args.map((argument) => argument.name);
          return [
            name,
            policyOf(others.filter((other) => !/^(first|last|after|before)$/.test(other)).sort()),
          ];
        });
    const all = objects.map((type) => [type.name, Object.fromEntries(fieldsOf(type))] as const);
    return Object.fromEntries(all.filter(([, fields]) => Object.keys(fields).length > 0));
  }

  test("Apollo's knows abstract types and all lists, with the arguments that distinguish them", async () => {
    const { possibleTypes, typePolicies } = await configurationOf("@apollo/client", "InMemoryCache");
    const possible = types.filter(isAbstractType).map((type) => [
      type.name,
      schema
        .getPossibleTypes(type)
        .map(({ name }) => name)
        .sort(),
    ]);
    expect(possibleTypes).toEqual(Object.fromEntries(possible));
    const policyOf = (keyArgs: string[]) => expect.objectContaining({ keyArgs });
    const policies = Object.entries(forLists(policyOf)).map(([name, fields]) => [name, { fields }]);
    expect(typePolicies).toEqual(Object.fromEntries(policies));
  });

  test("the links of both send the IDs of the manifest", async () => {
    const { useGETForHashedQueries, ...apollo } = await configurationOf(
      "@apollo/client/link/persisted-queries",
      "PersistedQueryLink",
    );
    const urql = await configurationOf("@urql/exchange-persisted", "persistedExchange");
    const hashes = [
      (apollo["generateHash"] as (document: unknown) => string)(ChainDocument),
      await (urql["generateHash"] as (text: string, document: unknown) => Promise<string>)("", ChainDocument),
    ];
    for (const hash of hashes) expect(persistedDocuments.manifest.get(hash)).toMatch(/^query Chain\(/);
    expect(useGETForHashedQueries).toBe(true);
  });

  test("urql's knows types without a key, and all lists", async () => {
    const { keys, resolvers } = await configurationOf("@urql/core", "cacheExchange");
    const keyless = objects
      .filter((type) => type.getFields()["id"] === undefined)
      .map(({ name }) => name)
      // urql knows these by their names.
      .filter((name) => !/^(Query|Mutation)$|PageInfo|(Connection|Edge)$/.test(name));
    expect(Object.keys(keys as object).sort()).toEqual(keyless.sort());
    expect(resolvers).toEqual(forLists(() => "pages"));
  });
});

test("the line in docs/ingest.md is read as it is", async () => {
  const lines = (await blocksOf("docs/ingest.md")).filter(({ language }) => language === "json");
  const input = Readable.from(lines.map(({ text }) => Buffer.from(text)));
  await inDatabase(async (database) => {
    expect(await ingestInto(database, ["-"], input)).toMatchObject({ added: lines.length, rejected: [] });
  });
  expect(lines.length).toBeGreaterThan(0);
});

/** Commands other than curl, with the test that runs each or its parts, or the reason why no test does. */
const commands: Record<string, string> = {
  "npm ci && npm start": "test/server/stopping.test.ts",
  "npm ci && npm test": ".ci/run",
  "npm start": "test/server/stopping.test.ts",
  "npx tsx examples/ticker.ts": "test/project/examples.test.ts",
  "npx tsx examples/bot.ts": "test/project/examples.test.ts",
  "npx tsx examples/record.ts": "test/project/examples.test.ts",
  "npx tsx examples/main.ts facebook": "test/project/examples.test.ts",
  "python3 examples/dashboards/leaderboard.py 2025-07-01 2025-09-30": "test/project/dashboards.test.ts",
  "npm run ingest -- 2025-07.json.gz page.txt": "test/ingest/files.test.ts",
  "npm run --silent export > papers.jsonl": "test/ingest/export.test.ts",
  "npm run poll -- --since 2023-05-04": "test/ingest/poll.test.ts",
  "npm run --silent seed -- 3000000 --kaggle > snapshot.json": "test/unit/snapshot.test.ts",
  "npm run bench": "none: it takes an hour",
  "npm run bench -- --only peers": "none: it takes hours",
  "docker compose up --build": "none: tests do not require Docker",
  "docker compose run --rm -T papergraph ingest - < papers.json": "none: tests do not require Docker",
};

test("every command in the documents is run by a test, or states why not", async () => {
  const files = ["README.md", "CONTRIBUTING.md", ...(await markdownOf("docs"))];
  const shell = (await Promise.all(files.map(blocksOf))).flat().filter(({ language }) => language === "sh");
  const others = shell.filter(({ text }) => !text.startsWith("curl")).flatMap(({ text }) => commandsOf(text));
  expect([...new Set(others)].sort()).toEqual(Object.keys(commands).sort());
  for (const test of Object.values(commands)) if (!test.startsWith("none: ")) await stat(test);
  const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  for (const [, name = ""] of texts.join("\n").matchAll(/npm run (?:--silent )?([a-z]+)/g))
    expect(Object.keys(scripts)).toContain(name);
});

test("the configuration of GraphQL Code Generator in docs/querying.md types a document", async () => {
  const block = (await blocksOf("docs/querying.md")).find(({ text }) => text.includes("CodegenConfig"));
  const [, object = ""] = /^export default (.*) satisfies CodegenConfig;$/ms.exec(block?.text ?? "") ?? [];
  const configuration = new Function(`return ${object}`)();
  const [[baseOutputDir = "", output] = []] = Object.entries<Types.ConfiguredOutput>(configuration.generates);
  const schemaAst = createSchema();
  const rawSDL = "query Newest { papers(first: 1, orderBy: { field: UPVOTES }) { nodes { publishedOn } } }";
  const sections = await preset.buildGeneratesSection({
    baseOutputDir,
    schema: parse(printSchema(schemaAst)),
    schemaAst,
    presetConfig: output?.presetConfig ?? {},
    config: output?.config ?? {},
    documents: [{ location: "src/newest.ts", document: parse(rawSDL), rawSDL, hash: rawSDL }],
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  });
  const types = sections.find(({ filename }) => filename === "src/generated/graphql.ts");
  if (!types) throw new Error("The preset writes other files.");
  expect(await codegen(types)).toMatch(/type NewestQuery = .*publishedOn\??: string \| null/);
});
