#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command, InvalidArgumentError, Option } from "commander";
import type { ForgetFlags } from "./commands/forget.js";
import { say } from "./commands/say.js";
import { handleSignals, type Shutdown } from "./commands/shutdown.js";
import { type Config, readConfig } from "./config.js";
import { isCalendarDate, utcDate } from "./domain/values/dates.js";
import { formatNames } from "./ingest/formats.js";

/** Exit code of work that was interrupted before it was complete. */
const interruptedCode = 130;
/** Tolerated clock difference. */
const clockSkewMs = 5 * 60_000;
/** Milliseconds after a failure at which the process exits, even with work left. */
const exitTimeoutMs = 1_000;

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

// Read when the packages load, which the commands do: GraphQL checks types twice as fast.
process.env["NODE_ENV"] ??= "production";

const program = new Command("papergraph")
  .description("A GraphQL API over trending research papers, their authors and organizations.")
  .version(version);

program
  .command("serve")
  .description(
    "start the API server (the default); configured by environment variables, see docs/operating.md",
  )
  .action(() => run(async (...given) => (await import("./commands/serve.js")).serve(...given), 0));

program
  .command("ingest")
  .description("import papers from files; - reads standard input; .gz and .zip need no unpacking")
  .argument(
    "<files...>",
    "Daily Papers JSON or pages (text, Markdown, HTML), papergraph's JSON Lines, arXiv's Kaggle snapshot, OAI-PMH, Atom or RSS",
  )
  .addOption(
    new Option("--format <format>", "format of all files; detected from their content by default").choices(
      formatNames,
    ),
  )
  .option(
    "--as-of <date>",
    "date on which a page was saved, e.g. 2026-04-14; supplies the year of dates without one",
    parseDay,
  )
  .addOption(
    new Option("--trailing-count <meaning>", "meaning of the number after a date on a page")
      .choices(["comments", "upvotes"] as const)
      .default("comments" as const),
  )
  .option(
    "--observed-at <instant>",
    "time of the upvotes in files that do not state it, e.g. 2025-07-08T14:28:14Z, or now",
    parseInstant,
  )
  .option("--source <name>", "source name, as listed by `sources`; defaults to one per format", parseName)
  .option("--dry-run", "report what would be stored; store nothing")
  .option("--announce", "publish new papers to subscribers")
  .option("--again", "read files from the start, including those read before")
  .option("--json", "print the summary as one line of JSON")
  .option("--rejected <file>", "write all rejected records to a JSON Lines file: file, position and reason")
  .action((files: string[], options) =>
    run(
      async (...given) => (await import("./commands/ingest.js")).ingestFiles(...given, files, options),
      interruptedCode,
    ),
  );

program
  .command("forget")
  .description("remove a source and the papers that only it mentions")
  .requiredOption("--source <name>", "source name, as listed by `sources`", parseName)
  .option("--dry-run", "report what would be removed; remove nothing")
  .option("--json", "print the result as one line of JSON")
  .action((flags: ForgetFlags) =>
    run(
      async (...given) => (await import("./commands/forget.js")).forgetPapers(...given, flags),
      interruptedCode,
    ),
  );

program
  .command("export")
  .description("write all papers to standard output, as papergraph's JSON Lines")
  .action(() =>
    run(async (...given) => (await import("./commands/export.js")).exportDatabase(...given), interruptedCode),
  );

program
  .command("poll")
  .description("poll Daily Papers until stopped; serve does this too, unless POLL=off")
  .option("--since <date>", "first day to fetch, e.g. 2023-05-04; defaults to two weeks ago", parsePastDay)
  .action(({ since }: { since?: string }) =>
    run(async (...given) => (await import("./commands/poll.js")).pollFeed(...given, since), 0),
  );

program
  .command("migrate")
  .description("apply pending database migrations; every other command does this too")
  .action(() =>
    run(
      async (...given) => (await import("./commands/migrate.js")).migrateDatabase(...given),
      interruptedCode,
    ),
  );

program.showHelpAfterError(`Commands: ${program.commands.map((command) => command.name()).join(", ")}`);
// Not commander's default command, which takes the name of an unknown command as its argument.
const commandLine = process.argv.length > 2 ? process.argv : [...process.argv, "serve"];
program.parseAsync(commandLine).catch((error: unknown) => {
  process.stderr.write(`papergraph: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  // Exit even if a connection cannot be closed.
  setTimeout(() => process.exit(), exitTimeoutMs).unref();
});

/**
 * Runs a command until it ends or a signal stops it; after a signal, the process exits unconditionally.
 *
 * @param stoppedCode exit code after a signal; 0 if the command only ends by one
 */
async function run(
  command: (config: Config, shutdown: Shutdown) => Promise<void>,
  stoppedCode: number,
): Promise<void> {
  const config = readConfig(process.env);
  const shutdown = handleSignals(config.SHUTDOWN_TIMEOUT * 1_000, stoppedCode);
  try {
    await command(config, shutdown);
  } catch (error) {
    // Interrupted work fails in many ways; the errors are expected.
    if (!shutdown.requested.aborted) throw error;
    process.exitCode = stoppedCode;
  }
  if (!shutdown.requested.aborted) return;
  if (stoppedCode === 0) say("Stopped.");
  process.exit();
}

function parseInstant(text: string): Date {
  const at = text === "now" ? new Date() : new Date(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text);
  if (text !== "now" && !(isInstant && isCalendarDate(text.slice(0, 10)) && at.getTime() >= Date.UTC(2000)))
    throw new InvalidArgumentError("Expected a time like 2025-07-08T14:28:14Z, a date, or now.");
  if (at.getTime() > Date.now() + clockSkewMs)
    throw new InvalidArgumentError("Expected a time that is not in the future.");
  return at;
}

function parseName(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= 100) return name;
  throw new InvalidArgumentError("Expected a name of 1 to 100 characters.");
}

function parseDay(text: string): string {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError("Expected a date like 2026-04-14.");
}

function parsePastDay(text: string): string {
  const day = parseDay(text);
  if (day > utcDate(new Date(Date.now() + clockSkewMs)))
    throw new InvalidArgumentError("Expected a date that is not in the future.");
  return day;
}
