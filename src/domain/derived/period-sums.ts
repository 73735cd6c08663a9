import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange, PaperState } from "../batch/merge.js";
import { rowsAs } from "../sql/rows.js";

// Totals per publication day, and per organization and month, that answer statistics over long ranges
// (`stats/paper-stats.ts`). A batch adds the difference between its papers' new and old values.

interface Sums {
  papers: number;
  upvotes: number;
  comments: number;
}

export async function refreshSums(db: Queryable, changed: readonly PaperChange[]): Promise<void> {
  const days = new Map<string, Sums & { day: string }>();
  const months = new Map<string, Sums & { month: string; organizationId: number }>();
  const count = (state: PaperState, times: 1 | -1) => {
    if (state.publishedOn === null) return;
    const day = state.publishedOn;
    addTo(days, day, { day }, state, times);
    const { organizationId } = state;
    if (organizationId === null) return;
    const month = `${day.slice(0, 7)}-01`;
    addTo(months, `${month} ${organizationId}`, { month, organizationId }, state, times);
  };
  for (const { before, after } of changed) {
    if (before) count(before, -1);
    count(after, 1);
  }

  const sums = { papers: "int", upvotes: "int", comments: "int" } as const;
  const dayRows = [...days.values()].filter(changesAnything);
  if (dayRows.length > 0)
    await db.query(
      sql`
        insert into paper_days as known (day, papers, upvotes, comments)
        select * from ${rowsAs("change", dayRows, { day: "date", ...sums })}
        on conflict (day) do update set papers = known.papers + excluded.papers,
          upvotes = known.upvotes + excluded.upvotes, comments = known.comments + excluded.comments
      `,
      "refresh_paper_days",
    );
  const monthRows = [...months.values()].filter(changesAnything);
  if (monthRows.length > 0)
    await db.query(
      sql`
        insert into organization_months as known (month, organization_id, papers, upvotes, comments)
        select * from ${rowsAs("change", monthRows, { month: "date", organizationId: "int", ...sums })}
        on conflict (month, organization_id) do update set papers = known.papers + excluded.papers,
          upvotes = known.upvotes + excluded.upvotes, comments = known.comments + excluded.comments
      `,
      "refresh_organization_months",
    );
}

function addTo<Place extends object>(
  cells: Map<string, Sums & Place>,
  key: string,
  place: Place,
  { upvotes, commentsCount }: PaperState,
  times: 1 | -1,
): void {
  const cell = cells.get(key) ?? { papers: 0, upvotes: 0, comments: 0, ...place };
  cell.papers += times;
  cell.upvotes += times * upvotes;
  cell.comments += times * commentsCount;
  cells.set(key, cell);
}

function changesAnything({ papers, upvotes, comments }: Sums): boolean {
  return papers !== 0 || upvotes !== 0 || comments !== 0;
}
