import type { Database } from "../../../src/db/database.js";
import { startApp, type TestApp, type TestAppOptions } from "../server/app.js";
import type { Received } from "./subscribers.js";

// Most tests of subscriptions wait for new papers.

export const addedQuery = `subscription ($filter: PaperFilter, $after: String) {
  paperAdded(filter: $filter, after: $after) { cursor occurredAt paper { title } }
}`;

export interface Added {
  paperAdded: { cursor: string; occurredAt: string; paper: { title: string } };
}

export function titlesOf(received: readonly Received<Added>[]): (string | undefined)[] {
  return received.map(({ data }) => data?.paperAdded.paper.title);
}

let used = 0;

/** An arXiv ID that is unique in the test file. */
export function newId(): string {
  used += 1;
  return `2502.${String(used).padStart(5, "0")}`;
}

/** Serves a database during the work. */
export async function withApp<T>(
  database: { db: Database; url: string },
  options: TestAppOptions,
  work: (app: TestApp) => Promise<T>,
): Promise<T> {
  const app = await startApp(database, options);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
