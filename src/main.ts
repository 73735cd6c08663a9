#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from "commander";
import { exportDatabase } from "./commands/export.js";
import { type ForgetFlags, forgetPapers } from "./commands/forget.js";
import { ingestFiles } from "./commands/ingest.js";
import { migrateDatabase } from "./commands/migrate.js";
import { pollFeed } from "./commands/poll.js";
import { serve } from "./commands/serve.js";
import { handleSignals, type Shutdown } from "./commands/shutdown.js";
import { type Config, readConfig } from "./config.js";
import { isCalendarDate } from "./domain/values/dates.js";
import { formatNames } from "./ingest/formats.js";

/** Exit code of work that was interrupted before it was complete. */
const interruptedCode = 130;
/** Clocks differ a little. */
const clockSkewMs = 5 * 60_000;
/** Milliseconds after a failure at which the process exits, even with work left. */
const exitTimeoutMs = 1_000;

/** The command line. Each command opens what it needs, and closes it in reverse. */
const program = new Command("papergraph").description(
  "A GraphQL API over trending research papers, their authors and organizations.",
);

program
  .command("serve", { isDefault: true })
  .description("serve the API; settings are environment variables (see docs/operating.md)")
  .action(() => run(serve, 0));

program
  .command("ingest")
  .description("store the papers of files; - is standard input, .gz and .zip are read as they are")
  .argument(
    "<files...>",
    "Daily Papers JSON or pages (text, Markdown, HTML), papergraph's JSON Lines, arXiv's Kaggle snapshot, OAI-PMH, Atom or RSS",
  )
  .addOption(
    new Option(
      "--format <format>",
      "the format of all files; recognised by their content when missing",
    ).choices(formatNames),
  )
  .option(
    "--as-of <date>",
    "the day on which a page was saved, 2026-04-14: the year of dates without one",
    parseDay,
  )
  .addOption(
    new Option("--trailing-count <meaning>", "what the number after a date on a page counts")
      .choices(["comments", "upvotes"] as const)
      .default("comments" as const),
  )
  .option(
    "--observed-at <instant>",
    "when the upvotes of the files were observed, where they do not say so: 2025-07-08T14:28:14Z, or now",
    parseInstant,
  )
  .option(
    "--source <name>",
    "the name under which `sources` lists them; one per format by default",
    parseName,
  )
  .option("--dry-run", "read the files and report what would be stored; store nothing")
  .option("--announce", "tell subscribers of papers that were not known before; files are no news otherwise")
  .option("--again", "read files from their beginnings, also those that were read before")
  .option("--json", "print the summary as one line of JSON")
  .option(
    "--rejected <file>",
    "write all rejected records to a file: JSON Lines of file, position and reason",
  )
  .action((files: string[], options) =>
    run((config, shutdown) => ingestFiles(config, shutdown, files, options), interruptedCode),
  );

program
  .command("forget")
  .description("remove the papers that no other source than one has mentioned")
  .requiredOption("--source <name>", "the source, by its name in `sources`", parseName)
  .option("--dry-run", "report how many papers would be removed; remove nothing")
  .option("--json", "print the outcome as one line of JSON")
  .action((flags: ForgetFlags) =>
    run((config, shutdown) => forgetPapers(config, shutdown, flags), interruptedCode),
  );

program
  .command("export")
  .description("write every paper to standard output, as papergraph's JSON Lines")
  .action(() => run(exportDatabase, interruptedCode));

program
  .command("poll")
  .description("follow Daily Papers until it is stopped; serve does so too, unless POLL=off")
  .option("--since <date>", "the first day to fill in, 2023-05-04; the last two weeks when missing", parseDay)
  .action(({ since }: { since?: string }) => run((config, shutdown) => pollFeed(config, shutdown, since), 0));

program
  .command("migrate")
  .description("bring the database to the newest schema; serve and ingest do so too")
  .action(() => run(migrateDatabase, interruptedCode));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`papergraph: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  // A connection that cannot be closed does not keep the process.
  setTimeout(() => process.exit(), exitTimeoutMs).unref();
});

/**
 * Runs a command until it ends or a signal stops it; then the process exits unconditionally.
 *
 * @param stoppedCode the exit code when a signal stopped it
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
  if (shutdown.requested.aborted) process.exit();
}

function parseInstant(text: string): Date {
  const at = text === "now" ? new Date() : new Date(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text);
  if (text !== "now" && !(isInstant && isCalendarDate(text.slice(0, 10)) && at.getTime() >= Date.UTC(2000)))
    throw new InvalidArgumentError("Expected an instant like 2025-07-08T14:28:14Z, a date, or now.");
  if (at.getTime() > Date.now() + clockSkewMs)
    throw new InvalidArgumentError("Expected an instant that is not in the future.");
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
