import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** The name of the source of the bundled sample. */
const sampleSource = "sample";

/** `SAMPLE` as long as no other source has papers. */
export type ClockKind = "LIVE" | "SAMPLE";

/** The time of the current boards. */
export interface TrendingClock {
  kind: ClockKind;
  at: Date;
}

/**
 * The bundled sample is of the past: by today's clock, all its upvotes are worth nothing. So as long as it is the only
 * source, the clock stands at the end of its last feature day.
 */
export async function readClock(db: Queryable, now: Date): Promise<TrendingClock> {
  const [row] = await db.query<{ at: Date | null }>(
    sql`
      select (select max(latest_featured_on) + 1 from papers)::timestamp at time zone 'UTC' as at
      where exists (select from paper_sources m join sources s on s.id = m.source_id where s.name = ${sampleSource})
        and not exists (
          select from sources s
          where s.name <> ${sampleSource} and exists (select from paper_sources m where m.source_id = s.id)
        )
    `,
    "read_trending_clock",
  );
  return row?.at == null || row.at > now ? { kind: "LIVE", at: now } : { kind: "SAMPLE", at: row.at };
}
