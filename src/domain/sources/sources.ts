import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** The feed as it is polled. Files of its rows have a source of their own: they say nothing of how fresh the feed is. */
export const polledSource = "daily-papers";

/** How fresh a source's data is. */
export interface SourceState {
  name: string;
  lastSucceededAt: Date | null;
  lastFailedAt: Date | null;
  /** What went wrong at `lastFailedAt`. */
  lastError: string | null;
  papersCount: number;
}

/** Makes a source known, so that papers can be noted as its. */
export async function registerSource(db: Queryable, name: string): Promise<void> {
  await db.query(sql`insert into sources (name) values (${name}) on conflict (name) do nothing`);
}

/** Notes how reading a source went: without an error, that it succeeded. */
export async function noteReading(db: Queryable, name: string, at: Date, error?: string): Promise<void> {
  await db.query(
    error === undefined
      ? sql`update sources set last_succeeded_at = ${at} where name = ${name}`
      : sql`update sources set last_failed_at = ${at}, last_error = ${error} where name = ${name}`,
  );
}

/** All sources that were ever read, by name. */
export async function listSources(db: Queryable): Promise<SourceState[]> {
  return db.query<SourceState>(sql`
    select s.name, s.last_succeeded_at as "lastSucceededAt", s.last_failed_at as "lastFailedAt",
      s.last_error as "lastError",
      (select count(*)::int from paper_sources where source_id = s.id) as "papersCount"
    from sources s
    order by s.name
  `);
}
