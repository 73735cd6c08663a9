import { pino } from "pino";
import type { Config } from "../config.js";
import { limitHeapGrowth } from "./heap.js";
import { locateDatabase } from "./location.js";
import { say } from "./say.js";
import { readPersistedDocuments } from "./serving/persisted-documents.js";
import type { Shutdown } from "./shutdown.js";

/** `papergraph serve`: runs until stopped. */
export async function serve(config: Config, shutdown: Shutdown): Promise<void> {
  limitHeapGrowth("serve");
  const persistedDocuments = readPersistedDocuments(config);
  const output = pino.destination({ dest: 2, sync: true });
  // A closed terminal must not end the process before it has cleaned up.
  output.on("error", () => undefined);
  const log = pino({ level: config.LOG_LEVEL }, output);
  // A bug in one request must not end the others.
  const onUnhandled = (error: unknown) => log.error({ err: error }, "unhandled promise rejection");
  process.on("unhandledRejection", onUnhandled);
  try {
    const locating = locateDatabase(config, (message) => log.warn(message), shutdown.requested);
    // The packages of the server load while Postgres starts.
    const [location, { serveDatabase }] = await Promise.all([locating, import("./serving/server.js")]);
    say(`Database: ${location.name}.`);
    await serveDatabase({ config, location, log, shutdown, persistedDocuments });
  } finally {
    process.off("unhandledRejection", onUnhandled);
  }
}
