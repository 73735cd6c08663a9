import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { buildSchema, type GraphQLSchema } from "graphql";
import { parseCount, reportFailure } from "../kit/server/command-line.js";
import {
  exitOnSignals,
  fillDatabase,
  type RealServer,
  readResidentSet,
  startServer,
} from "../kit/server/real-server.js";
import { fuzzManifest } from "./persisted.js";
import { printFuzzReport } from "./report.js";
import { transports } from "./requests.js";
import { fuzz } from "./run.js";

interface Options {
  seed: number;
  from: number;
  concurrency: number;
  transport?: (typeof transports)[number];
  months?: string;
  papers: number;
  dataDir?: string;
}

const token = "a-token-for-the-fuzzer";
/** Milliseconds between samples of the server's memory. */
const sampleIntervalMs = 500;

/** `npm run fuzz -- 1000000`: starts a server and sends it generated requests; exit code 1 for any failure. */
new Command("fuzz")
  .argument("<count>", "number of requests", parseCount)
  .option("--seed <number>", "another seed makes other requests", parseCount, 1)
  .option("--from <index>", "index of the first request, to repeat one with a count of 1", parseCount, 0)
  .option("--concurrency <number>", "requests in flight", parseCount, 16)
  .addOption(new Option("--transport <name>", "only this transport").choices(transports))
  .option(
    "--months <directory>",
    "months of Daily Papers to fill the database with; defaults to synthetic papers",
  )
  .option("--papers <number>", "number of synthetic papers", parseCount, 3_000)
  .option("--data-dir <directory>", "a filled embedded database to use, instead of a new one")
  .action(main)
  .parseAsync()
  .catch(reportFailure("fuzz"));

async function main(count: number, options: Options): Promise<void> {
  exitOnSignals();
  const schema = buildSchema(await readFile("src/schema/schema.graphql", "utf8"));
  const directory = options.dataDir ?? (await mkdtemp(join(tmpdir(), "papergraph-fuzz-")));
  const manifests = await mkdtemp(join(tmpdir(), "papergraph-fuzz-manifest-"));
  const manifest = join(manifests, "manifest.json");
  await writeFile(manifest, JSON.stringify(fuzzManifest));
  const settings = {
    ...{ DATA_DIR: directory, INGEST_TOKEN: token, RATE_LIMIT: "off", POLL: "off" },
    ...{ PERSISTED_DOCUMENTS: manifest, SERVER_TIMING: "on" },
  };
  try {
    if (options.dataDir === undefined) await fillDatabase(settings, options);
    const server = await startServer(settings);
    try {
      const run = await fuzzServer(server, schema, count, options);
      process.stdout.write(`${run.text}\n`);
      if (run.failed) process.exitCode = 1;
    } finally {
      if (!server.hasEnded()) await server.stop();
    }
  } finally {
    await rm(manifests, { recursive: true });
    if (options.dataDir === undefined) await rm(directory, { recursive: true, force: true });
  }
}

async function fuzzServer(server: RealServer, schema: GraphQLSchema, count: number, options: Options) {
  const { seed, from, concurrency } = options;
  const { origin, pid } = server;
  const memory: number[] = [];
  const sampling = setInterval(() => {
    void readResidentSet(pid).then((size) => size && memory.push(size.now));
  }, sampleIntervalMs);
  const ended = new AbortController();
  void server.ended.then(() => ended.abort());
  const started = performance.now();
  const summary = await fuzz({
    ...{ origin, schema, seed, from, count, concurrency, token, signal: ended.signal },
    transports: options.transport ? [options.transport] : transports,
    onRequest: progress(count, started),
  }).finally(() => clearInterval(sampling));
  const seconds = (performance.now() - started) / 1_000;
  const died = server.hasEnded();
  return printFuzzReport({ summary, seconds, seed, count, memory, died, logged: server.logged() });
}

/** Prints progress to standard error from time to time. */
function progress(count: number, started: number): (done: number) => void {
  const step = Math.max(1_000, Math.floor(count / 50));
  return (done) => {
    if (done % step !== 0) return;
    const rate = Math.round((done / (performance.now() - started)) * 1_000);
    process.stderr.write(`${done} of ${count} requests, ${rate} a second\n`);
  };
}
