import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange, PaperState } from "../batch/merge.js";
import { rowsAs } from "../sql/rows.js";
import { monthOf, SumChanges } from "./sum-changes.js";

// Totals per publication day, and per organization and month, and the distribution of upvotes per month, that answer
// statistics over long ranges (`stats/paper-stats.ts`). A batch adds the difference between its papers' new and old
// values.

const sums = { papers: "int", upvotes: "int", comments: "int" } as const;

export async function refreshSums(db: Queryable, changed: readonly PaperChange[]): Promise<void> {
  const days = new SumChanges<{ day: string }>();
  const months = new SumChanges<{ month: string; organizationId: number }>();
  const totals = new SumChanges<{ month: string; total: number }>();
  const count = (state: PaperState, times: 1 | -1) => {
    if (state.publishedOn === null) return;
    const [day, month] = [state.publishedOn, monthOf(state.publishedOn)];
    days.add(day, { day }, state, times);
    totals.add(`${month} ${state.upvotes}`, { month, total: state.upvotes }, state, times);
    const { organizationId } = state;
    if (organizationId !== null)
      months.add(`${month} ${organizationId}`, { month, organizationId }, state, times);
  };
  for (const { before, after } of changed) {
    if (before) count(before, -1);
    count(after, 1);
  }

  const dayRows = days.rows;
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
  const monthRows = months.rows;
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
  const totalRows = totals.rows.filter(({ papers }) => papers !== 0);
  if (totalRows.length > 0)
    await db.query(
      sql`
        insert into upvote_months as known (month, upvotes, papers)
        select * from ${rowsAs("change", totalRows, { month: "date", total: "int", papers: "int" })}
        on conflict (month, upvotes) do update set papers = known.papers + excluded.papers
      `,
      "refresh_upvote_months",
    );
}
