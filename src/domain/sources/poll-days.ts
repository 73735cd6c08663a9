import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** When a day of the feed was last fetched completely, and when fetching it last failed. */
export interface PollDayRow {
  /** `2025-07-08` */
  day: string;
  polledAt: Date | null;
  failedAt: Date | null;
}

export async function loadPollDays(db: Queryable, since: string): Promise<PollDayRow[]> {
  return db.query<PollDayRow>(sql`
    select day::text as day, polled_at as "polledAt", failed_at as "failedAt"
    from poll_days where day >= ${since}::date
  `);
}

export async function recordPolled(db: Queryable, day: string, at: Date): Promise<void> {
  await db.query(sql`
    insert into poll_days (day, polled_at) values (${day}::date, ${at})
    on conflict (day) do update set polled_at = excluded.polled_at
  `);
}

export async function recordPollFailure(db: Queryable, day: string, at: Date): Promise<void> {
  await db.query(sql`
    insert into poll_days (day, failed_at) values (${day}::date, ${at})
    on conflict (day) do update set failed_at = excluded.failed_at
  `);
}
