import sql from "sql-template-tag";
import { createRandom } from "../../../seed/random.js";
import { startProgress } from "../../../src/commands/progress.js";
import { openDatabase } from "../../../src/db/client.js";
import type { Database } from "../../../src/db/database.js";
import { createSchema } from "../../../src/schema/index.js";
import { idOfRow } from "../../kit/models/row-ids.js";
import { startApp } from "../../kit/server/app.js";
import { filesOfMonths } from "../archive.js";
import { quantile } from "../measure.js";
import { watchIngest } from "../watched-ingest.js";
import { createEmptyDatabase, dropDatabase } from "../world.js";
import { randomOperation, type Values } from "./random-operation.js";

/** Predicted and measured cost of an operation, in milliseconds. */
export interface CostMeasurement {
  query: string;
  predicted: number;
  /** Total time of its statements, from request to response. */
  database: number;
  /** CPU time of the server's process. */
  cpu: number;
}

export interface CostMeasures {
  papers: number;
  /** Whether the papers are real. */
  real: boolean;
  accepted: CostMeasurement[];
  /** Number of operations refused as too costly. */
  refused: number;
}

export interface CostOptions {
  directory: string;
  months: string | undefined;
  operations: number;
  seed: number;
}

/** Runs per operation; the fastest one counts, because others shared the machine with other work. */
const repetitions = 3;
/** One cost unit in milliseconds. */
const unit = 0.01;

/** Runs random operations over two years of papers and compares predicted with measured cost. */
export async function measureCosts(clusterUrl: string, options: CostOptions): Promise<CostMeasures> {
  const { directory, months, operations, seed } = options;
  const name = "bench_cost";
  const url = await createEmptyDatabase(clusterUrl, name);
  const { summary } = await watchIngest(url, await filesOfMonths(directory, months));
  let database = 0;
  // One connection, so that statements run one at a time.
  const db = openDatabase({
    url,
    connections: 1,
    connectionTimeoutMs: 300_000,
    onStatement(_text, ended) {
      const started = performance.now();
      void ended.then(() => {
        database += performance.now() - started;
      });
    },
  });
  await db.query(sql`vacuum analyze`);
  const app = await startApp({ db, url });
  const [schema, random, values] = [createSchema(), createRandom(), await valuesOf(db)];
  const measures: CostMeasures = {
    papers: summary.added,
    real: months !== undefined,
    accepted: [],
    refused: 0,
  };
  const progress = startProgress("Random operations", operations);
  const idle = await idleCpu(app.url);
  for (let index = 0; index < operations; index++) {
    random.restart(seed, index);
    const query = randomOperation(schema, random, values);
    const { errors, extensions } = await request(app.url, query);
    progress.update(index + 1);
    if (errors?.some(({ extensions: { code } }) => code === "QUERY_TOO_COSTLY")) measures.refused += 1;
    if (extensions === undefined) continue;
    const runs: { database: number; cpu: number }[] = [];
    while (runs.length < repetitions) {
      database = 0;
      const cpu = await cpuOfRequest(() => request(app.url, query));
      runs.push({ database, cpu: Math.max(0, cpu - idle) });
    }
    const [fastest] = runs.sort((one, other) => one.database + one.cpu - other.database - other.cpu);
    const predicted = extensions.cost.requested * unit;
    if (fastest) measures.accepted.push({ query, predicted, ...fastest });
  }
  progress.end();
  await app.close();
  await db.close();
  await dropDatabase(clusterUrl, name);
  return measures;
}

interface Result {
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { cost: { requested: number; limit: number } };
}

async function request(url: string, query: string): Promise<Result> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-papergraph-cost": "1" },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Result;
}

/** Cost of an empty request, including the client. */
async function idleCpu(url: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 200; run++) times.push(await cpuOfRequest(() => request(url, "{ __typename }")));
  return quantile(times, 0.5);
}

/** CPU time of this process, which runs both the server and its client, in milliseconds. */
async function cpuOfRequest(ask: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await ask();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function valuesOf(db: Database): Promise<Values> {
  const column = async (statement: ReturnType<typeof sql>) =>
    (await db.query<{ value: string }>(statement)).map(({ value }) => value);
  const ids = async (type: string, statement: ReturnType<typeof sql>) =>
    (await db.query<{ value: number }>(statement)).map(({ value }) => idOfRow(type, value));
  const authorIds = await ids(
    "Author",
    sql`select id as value from authors order by papers_count desc, id limit 50`,
  );
  const organizationIds = await ids(
    "Organization",
    sql`select id as value from organizations order by papers_count desc, id limit 20`,
  );
  const keywords = await column(
    sql`select name as value from keywords order by papers_count desc, id limit 50`,
  );
  return {
    authorIds,
    organizationIds,
    keywords,
    slugs: await column(sql`select slug as value from organizations order by papers_count desc, id limit 50`),
    arxivIds: await column(
      sql`select arxiv_id as value from papers where arxiv_id is not null order by upvotes desc limit 50`,
    ),
    nodeIds: [
      ...authorIds,
      ...organizationIds,
      ...(await ids(
        "Keyword",
        sql`select id as value from keywords order by papers_count desc, id limit 20`,
      )),
      ...(await ids("Paper", sql`select id as value from papers order by upvotes desc limit 20`)),
    ],
    words: [
      "model",
      "learning",
      "data",
      "image",
      "diffusion",
      "reasoning",
      "zebra",
      ...keywords.slice(0, 10),
    ],
  };
}
