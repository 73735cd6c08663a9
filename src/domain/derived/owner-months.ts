import sql, { empty, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange } from "../batch/merge.js";
import { rowsAs } from "../sql/rows.js";
import { monthOf, SumChanges, type Summed } from "./sum-changes.js";

// Totals per author or keyword and month. A batch adds the difference between its papers' new and old values, and to
// `months` that of the number of authors. Where that would cost too much, as in bulk loads, it marks the months stale
// instead: they have a null number of authors until `recomputeMonths`, and statistics read the papers. Rows of a stale
// month mean nothing.

type Owner = "author" | "keyword";

/** Collects the changes of sums per owner (author or keyword) and month. */
export class OwnerMonths {
  readonly #changes = new SumChanges<{ month: string; ownerId: number }>();

  add(ownerId: number, state: Summed, times: 1 | -1): void {
    if (state.publishedOn === null) return;
    const month = monthOf(state.publishedOn);
    this.#changes.add(`${month} ${ownerId}`, { month, ownerId }, state, times);
  }

  /** Notes a stored paper that keeps its owner. */
  replace(ownerId: number, { before, after }: PaperChange): void {
    if (before !== null) this.add(ownerId, before, -1);
    this.add(ownerId, after, 1);
  }

  get months(): string[] {
    return this.#changes.rows.map(({ month }) => month);
  }

  async apply(db: Queryable, owner: Owner): Promise<void> {
    const rows = this.#changes.rows;
    if (rows.length === 0) return;
    const [table, id] = [raw(`${owner}_months`), raw(`${owner}_id`)];
    const stored = sql`
      insert into ${table} as known (month, ${id}, papers, upvotes, comments)
      select * from change order by month, owner_id
      on conflict (month, ${id}) do update set papers = known.papers + excluded.papers,
        upvotes = known.upvotes + excluded.upvotes, comments = known.comments + excluded.comments
      returning month, ${id} as owner_id, papers
    `;
    await db.query(
      sql`
        with change as (select * from ${rowsAs("change", rows, {
          month: "date",
          ownerId: "int",
          papers: "int",
          upvotes: "int",
          comments: "int",
        })}), stored as (${stored})
        ${owner === "author" ? countAuthors : sql`select`}
      `,
      `refresh_${owner}_months`,
    );
  }
}

/** Adds authors with their first papers of a month, and subtracts those that have lost their last. */
const countAuthors = sql`
  insert into months as known (month, authors)
  select month, sum((stored.papers > 0)::int - (stored.papers - change.papers > 0)::int)
  from change join stored using (month, owner_id) group by month
  on conflict (month) do update set authors = known.authors + excluded.authors where excluded.authors <> 0
`;

/** Marks the months of papers, before and after the batch, for `recomputeMonths`. */
export async function markStale(
  db: Queryable,
  changed: readonly PaperChange[],
  others: readonly string[],
): Promise<void> {
  const months = new Set(others);
  for (const { before, after } of changed)
    for (const state of [before, after])
      if (state !== null && state.publishedOn !== null) months.add(monthOf(state.publishedOn));
  if (months.size === 0) return;
  await db.query(
    sql`
      insert into months as known (month) select unnest(${[...months].sort()}::date[])
      on conflict (month) do update set authors = null where known.authors is not null
    `,
    "mark_months_stale",
  );
}

/** Recomputes the stale months; only one of them, if given. */
export async function recomputeMonths(db: Queryable, only?: string): Promise<void> {
  const stale = sql`
    select month from months where authors is null ${only === undefined ? empty : sql`and month = ${only}::date`}
  `;
  const dated =
    only === undefined
      ? sql`date_trunc('month', p.published_on::timestamp)::date in (${stale})`
      : sql`p.published_on >= ${only}::date and p.published_on < ${only}::date + interval '1 month'`;
  for (const owner of ["author", "keyword"] as const) {
    await db.query(sql`delete from ${raw(`${owner}_months`)} where month in (${stale})`);
    await db.query(sql`insert into ${raw(`${owner}_months`)} ${sumsPerMonth[owner](dated)}`);
  }
  await db.query(sql`
    update months m set authors = (select count(*) from author_months a where a.month = m.month)
    where month in (${stale})
  `);
}

const month = sql`date_trunc('month', p.published_on::timestamp)::date as month`;
const sums = sql`count(*), sum(upvotes), sum(comments_count)`;

const sumsPerMonth: Readonly<Record<Owner, (dated: Sql) => Sql>> = {
  // A paper counts once per author, even if the author is listed twice on it.
  author: (dated) => sql`
    select month, author_id, ${sums}
    from (
      select ${month}, s.author_id, p.id, p.upvotes, p.comments_count
      from papers p join authorships s on s.paper_id = p.id
      where s.author_id is not null and ${dated} group by 1, 2, 3
    ) written
    group by 1, 2 order by 1, 2
  `,
  keyword: (dated) => sql`
    select ${month}, pk.keyword_id, ${sums}
    from papers p join paper_keywords pk on pk.paper_id = p.id
    where ${dated} group by 1, 2 order by 1, 2
  `,
};
