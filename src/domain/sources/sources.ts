import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** The polled feed. Files of its rows are a separate source: they do not show how fresh the feed is. */
export const polledSource = "daily-papers";

export interface SourceState {
  name: string;
  lastSucceededAt: Date | null;
  lastFailedAt: Date | null;
  /** Error message of the failure at `lastFailedAt`. */
  lastError: string | null;
  papersCount: number;
}

export async function registerSource(db: Queryable, name: string): Promise<void> {
  await db.query(sql`insert into sources (name) values (${name}) on conflict (name) do nothing`);
}

/** Records the result of reading a source; a success if there is no error. */
export async function recordSourceReading(
  db: Queryable,
  name: string,
  at: Date,
  error?: string,
): Promise<void> {
  await db.query(
    error === undefined
      ? sql`update sources set last_succeeded_at = ${at} where name = ${name}`
      : sql`update sources set last_failed_at = ${at}, last_error = ${error} where name = ${name}`,
  );
}

/** All sources, by name. */
export async function listSources(db: Queryable): Promise<SourceState[]> {
  return db.query<SourceState>(sql`
    select s.name, s.last_succeeded_at as "lastSucceededAt", s.last_failed_at as "lastFailedAt",
      s.last_error as "lastError",
      (select count(*)::int from paper_sources where source_id = s.id) as "papersCount"
    from sources s
    order by s.name
  `);
}
