import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command, InvalidArgumentError } from "commander";
import { parseCount, reportFailure } from "../kit/server/command-line.js";
import { exitOnSignals, fillDatabase, readResidentSet } from "../kit/server/real-server.js";
import { openAttackedServer } from "./attacked-server.js";
import { attacks } from "./attacks/index.js";
import { type AttackRow, printAttackReport, rowLine } from "./report.js";
import { openProbe, runAttack } from "./run-attack.js";

interface Options {
  only?: string[];
  months?: string;
  papers: number;
  databaseUrl?: string;
  dataDir?: string;
  attackAddress: string;
  probeAddress: string;
  set: Record<string, string>;
  rest: number;
  json?: string;
}

/** `npm run attack`: starts a server and attacks it alongside a probe; exit code 1 if a guarantee is violated. */
new Command("attack")
  .option("--only <ids>", "only these attacks, separated by commas", (text) => text.split(","))
  .option(
    "--months <directory>",
    "months of Daily Papers to fill the database with; defaults to synthetic papers",
  )
  .option("--papers <number>", "number of synthetic papers", parseCount, 6_777)
  .option("--database-url <url>", "an empty PostgreSQL database; the embedded one by default")
  .option("--data-dir <directory>", "a filled embedded database to use, instead of a new one")
  .option("--attack-address <address>", "local address of the attacker", "127.0.0.1")
  .option("--probe-address <address>", "local address of the probe: 127.0.0.2 is another client", "127.0.0.1")
  .option("--set <setting>", "a setting of the server, such as RATE_LIMIT=off; may be repeated", collect, {})
  .option("--rest <seconds>", "seconds to wait for the memory after the last attack", parseCount, 60)
  .option("--json <file>", "where the figures go as JSON")
  .action(main)
  .parseAsync()
  .catch(reportFailure("attack"));

async function main(options: Options): Promise<void> {
  exitOnSignals();
  const chosen = attacks.filter(({ id }) => options.only?.includes(id) ?? true);
  const unknown = options.only?.filter((id) => !attacks.some((attack) => attack.id === id)) ?? [];
  if (unknown.length > 0)
    throw new Error(
      `Unknown attacks ${unknown.join(", ")}. Expected some of ${attacks.map(({ id }) => id).join(", ")}.`,
    );
  const keepsData = options.dataDir !== undefined || options.databaseUrl !== undefined;
  const directory = options.dataDir ?? (await mkdtemp(join(tmpdir(), "papergraph-attack-")));
  const settings = {
    DATA_DIR: directory,
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    POLL: "off",
    INGEST_TOKEN: "a-token-for-the-attack",
    ...options.set,
  };
  try {
    if (options.dataDir === undefined) await fillDatabase(settings, options);
    const { rows, restBytes } = await attackAll(chosen, settings, options);
    const ownAddress = options.probeAddress !== options.attackAddress;
    const report = printAttackReport({ rows, restBytes, ownAddress });
    process.stdout.write(`${report.text}\n`);
    if (options.json) await writeFile(options.json, `${JSON.stringify({ rows, restBytes }, null, 2)}\n`);
    if (report.failed) process.exitCode = 1;
  } finally {
    if (!keepsData) await rm(directory, { recursive: true, force: true });
  }
}

async function attackAll(
  chosen: typeof attacks,
  settings: Record<string, string>,
  { attackAddress, probeAddress, rest }: Options,
): Promise<{ rows: AttackRow[]; restBytes: number | undefined }> {
  const attacked = await openAttackedServer(settings);
  const probe = openProbe();
  const rows: AttackRow[] = [];
  try {
    for (const attack of chosen) {
      const row = await runAttack(attack, attacked, probe, { attackAddress, probeAddress });
      rows.push(row);
      process.stderr.write(`${rowLine(row, probeAddress !== attackAddress)}\n`);
    }
    await delay(rest * 1_000);
    const restBytes = (await readResidentSet(attacked.server().pid))?.now;
    return { rows, restBytes };
  } finally {
    probe.close();
    await attacked.close();
  }
}

function collect(text: string, settings: Record<string, string>): Record<string, string> {
  const [name = "", ...value] = text.split("=");
  if (name === "" || value.length === 0) throw new InvalidArgumentError("Expected NAME=VALUE.");
  return { ...settings, [name]: value.join("=") };
}
