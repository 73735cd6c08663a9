import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import sql from "sql-template-tag";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded/embedded.js";
import { startApp } from "../kit/server/app.js";
import { parseCount, reportFailure } from "../kit/server/command-line.js";
import { type ArchiveMeasures, filesOfMonths, measureArchive } from "./archive.js";
import { type CostMeasures, measureCosts } from "./cost/cost-measure.js";
import { type IngestCost, measureIngestCost } from "./ingest-cost.js";
import { type LiveMeasures, measureLive } from "./live/live.js";
import { requireOpenFiles } from "./live/open-files.js";
import { type Measurement, measure, type Operation } from "./measure.js";
import { operationsOver } from "./operations.js";
import { installOthers } from "./peers/install-others.js";
import { writePeersTable } from "./peers/peers-document.js";
import { measurePeers } from "./peers/peers-measure.js";
import type { PeersOfSize } from "./peers/peers-report.js";
import { findPostmaster, readProcessorTime } from "./processor-time.js";
import type { QualityMeasure } from "./relevance/judging.js";
import { readPapers } from "./relevance/real-papers.js";
import { measureRelevance } from "./relevance/relevance-measure.js";
import { printReport, type Report } from "./report.js";
import { measureSearchOfSize, type SearchMeasure } from "./search/search-measure.js";
import { siteOperations } from "./site/site-operations.js";
import { type MailsMeasure, measureMails } from "./watches/mails-measure.js";
import { measureWatches, type WatchesMeasure } from "./watches/watches-measure.js";
import { openWorld } from "./world.js";

interface Options {
  only?: "questions" | "site" | "peers" | "cost" | "relevance" | "search" | "live" | "watches" | "archive";
  subscribers: number[];
  watches: number;
  sizes?: number[];
  runs: number;
  ingest: number;
  archive: number;
  months?: string;
  costs: number;
  seed: number;
  directory: string;
  json: string;
  writeDocs?: boolean;
}

/** `npm run bench`: how fast the API answers and tells, over synthetic papers, with the embedded database. */
new Command("bench")
  .addOption(
    new Option(
      "--only <part>",
      "queries over HTTP, the pages of a site, throughput compared with the limit of the hardware, predicted and measured costs, quality and speed of search, live updates, watches, or an ingest of all of arXiv, instead of all nine",
    ).choices(["questions", "site", "peers", "cost", "relevance", "search", "live", "watches", "archive"]),
  )
  .option(
    "--subscribers <list>",
    "how many wait for live updates, over papers of the first size",
    parseSizes,
    [100, 10_000],
  )
  .option("--watches <number>", "how many watches wait for one paper", parseCount, 10_000)
  .option(
    "--sizes <list>",
    "numbers of papers, separated by commas; 150000,1000000 by default, 150000,3000000 with --only peers",
    parseSizes,
  )
  .option("--runs <number>", "how often each question is asked", parseCount, 200)
  .option(
    "--ingest <papers>",
    "how many papers to add for the cost of an ingest, 0 for none",
    parseCount,
    10_000,
  )
  .option("--archive <papers>", "how many papers of arXiv to ingest, 0 for none", parseCount, 3_000_000)
  .option(
    "--months <directory>",
    "months of Daily Papers as JSON to ingest too, compressed or not; synthetic papers when missing",
  )
  .option("--costs <number>", "number of random operations whose cost is measured", parseCount, 400)
  .option("--seed <number>", "seed of the random operations", parseCount, 1)
  .option("--directory <path>", "where the databases are kept for the next run", ".data/bench")
  .option("--json <file>", "where the figures go as JSON", "bench.json")
  .option("--write-docs", "write the table of --only peers into docs/performance.md")
  .action(bench)
  .parseAsync()
  .catch(reportFailure("bench"));

async function bench(options: Options): Promise<void> {
  const { only, subscribers, runs, ingest, archive: papers, months, directory, json } = options;
  const sizes = options.sizes ?? [150_000, only === "peers" ? 3_000_000 : 1_000_000];
  const wants = (part: Options["only"]) => only === undefined || only === part;
  // Learned now, and not after half an hour of questions.
  if (wants("live")) requireOpenFiles(Math.max(...subscribers));
  const log = (line: string) => process.stderr.write(`${line}\n`);
  if (only === "peers") await installOthers(log);
  const embedded = await openEmbedded({ directory, log });
  const clusterUrl = embedded.url.replace(/\/[^/]*$/, "/postgres");
  const operations: Measurement[] = [];
  const costs: IngestCost[] = [];
  let live: LiveMeasures | undefined;
  let watches: WatchesMeasure | undefined;
  let mails: MailsMeasure | undefined;
  let archive: ArchiveMeasures | undefined;
  let predicted: CostMeasures | undefined;
  let relevance: QualityMeasure[] = [];
  const search: SearchMeasure[] = [];
  const peers: PeersOfSize[] = [];
  let postgres = "";
  try {
    postgres = await versionOf(clusterUrl);
    for (const [index, size] of sizes.entries()) {
      if (
        ["archive", "cost", "relevance", "search"].includes(only ?? "") ||
        ((only === "live" || only === "watches") && index > 0)
      )
        break;
      const world = await openCounted(clusterUrl, size);
      for (const [part, operationsOf] of [
        ["questions", operationsOver],
        ["site", siteOperations],
      ] as const)
        if (wants(part)) operations.push(...(await measureOperations(world, size, runs, operationsOf)));
      await world.db.close();
      if (wants("questions") && ingest > 0) costs.push(await measureIngestCost(clusterUrl, size, ingest));
      if (only === "peers" || (wants("peers") && index === 0))
        peers.push({ papers: size, questions: await measurePeers(world.url, log) });
      if (wants("watches") && index === 0) {
        watches = await measureWatches(clusterUrl, size, options.watches);
        mails = await measureMails(clusterUrl, size, options.watches);
      }
      if (wants("live") && index === 0) live = await measureLive(clusterUrl, size, subscribers);
    }
    if (wants("cost"))
      predicted = await measureCosts(clusterUrl, {
        directory,
        months,
        operations: options.costs,
        seed: options.seed,
      });
    if (wants("relevance"))
      relevance = await measureRelevance(
        clusterUrl,
        await readPapers(await filesOfMonths(directory, months)),
        options.seed,
      );
    if (wants("search"))
      for (const size of sizes) search.push(await measureSearchOfSize(clusterUrl, size, runs, options.seed));
    if (wants("archive") && papers > 0)
      archive = await measureArchive(clusterUrl, { papers, directory, months, runs, seed: options.seed });
  } finally {
    await embedded.close();
  }
  const report: Report = {
    at: new Date().toISOString(),
    node: process.versions.node,
    postgres,
    cores: availableParallelism(),
    operations,
    peers,
    ingest: costs,
    cost: predicted,
    relevance,
    search,
    live,
    watches,
    mails,
    archive,
  };
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${printReport(report)}\n`);
  if (options.writeDocs && peers.length > 0) await writePeersTable(report);
}

/** A world, and how many statements were sent to it since one asked last. */
async function openCounted(clusterUrl: string, size: number) {
  let statements = 0;
  const world = await openWorld(clusterUrl, size, () => {
    statements += 1;
  });
  const takeStatements = () => {
    const taken = statements;
    statements = 0;
    return taken;
  };
  return { ...world, takeStatements };
}

async function measureOperations(
  { takeStatements, ...world }: Awaited<ReturnType<typeof openCounted>>,
  size: number,
  runs: number,
  operationsOf: (db: Database) => Promise<Operation[]>,
): Promise<Measurement[]> {
  const app = await startApp(world);
  const postmaster = await findPostmaster(world.db);
  const readPostgresTime = async () => (await readProcessorTime(process.pid, postmaster))?.postgres;
  const measurements: Measurement[] = [];
  for (const operation of await operationsOf(world.db))
    measurements.push(
      await measure({ ask: app.get, takeStatements, readPostgresTime }, size, operation, runs),
    );
  await app.close();
  return measurements;
}

async function versionOf(url: string): Promise<string> {
  const db = openDatabase({ url, connections: 1 });
  const [row] = await db.query<{ version: string }>(sql`select current_setting('server_version') as version`);
  await db.close();
  return row?.version ?? "";
}

function parseSizes(text: string): number[] {
  return text.split(",").map((size) => {
    const number = parseCount(size.trim());
    if (number === 0) throw new InvalidArgumentError("Expected sizes above 0.");
    return number;
  });
}
