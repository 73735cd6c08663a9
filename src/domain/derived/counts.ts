import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange } from "../batch/merge.js";
import { type EntityTableName, votesOf } from "../lists/entity-lists.js";
import { rowsAs } from "../sql/rows.js";
import type { OwnerMonths } from "./owner-months.js";

// Organizations, authors and keywords store counts of their papers, updated in the transaction that changes the
// papers, so counts always match lists. New papers and changed upvotes increment them; losing a paper or a date
// triggers a recount. The cost of a batch therefore does not depend on how many papers an author has.

/** Increments from the papers of a batch. */
interface Gain {
  id: number;
  papers: number;
  upvotes: number;
  lastSeenOn: string | null;
}

/** Collects the changes a batch makes to counts. */
export class Tally {
  readonly #gains = new Map<number, Gain>();
  readonly #recounted = new Set<number>();

  /** Adds a new paper, or one with changed upvotes or date, to the counts of its owner. */
  note(id: number | null | undefined, { before, after }: PaperChange): void {
    if (id === null || id === undefined) return;
    const lastSeenOn = after.publishedOn;
    if (before === null) this.#gain(id, { papers: 1, upvotes: after.upvotes, lastSeenOn });
    else if (before.publishedOn !== null && (lastSeenOn === null || lastSeenOn < before.publishedOn))
      this.recount([id]);
    else this.#gain(id, { papers: 0, upvotes: after.upvotes - before.upvotes, lastSeenOn });
  }

  #gain(id: number, { papers, upvotes, lastSeenOn }: Omit<Gain, "id">): void {
    const gain = this.#gains.get(id) ?? { id, papers: 0, upvotes: 0, lastSeenOn: null };
    gain.papers += papers;
    gain.upvotes += upvotes;
    if (lastSeenOn !== null && (gain.lastSeenOn === null || lastSeenOn > gain.lastSeenOn))
      gain.lastSeenOn = lastSeenOn;
    this.#gains.set(id, gain);
  }

  recount(ids: Iterable<number>): void {
    for (const id of ids) this.#recounted.add(id);
  }

  get recounted(): number[] {
    return [...this.#recounted];
  }

  /** Sorted by ID, which roughly matches the table, so that rows of a page are updated together. */
  get gains(): Gain[] {
    return [...this.#gains.values()]
      .filter(({ id }) => !this.#recounted.has(id))
      .sort((one, other) => one.id - other.id);
  }
}

/** Recounts all authors and keywords. */
export async function recountAll(db: Queryable): Promise<void> {
  for (const table of ["authors", "keywords"] as const)
    await db.query(recountStatement(table, sql`(select id from ${raw(table)})`, sql`is not null`));
}

/**
 * Papers by owner, as rows of `owner` and `paper_id`. A paper counts once per author, even if the author is listed
 * twice on it.
 */
const papersByOwner: Readonly<Record<EntityTableName, (ownerCondition: Sql) => Sql>> = {
  organizations: (ownerCondition) =>
    sql`select organization_id as owner, id as paper_id from papers where organization_id ${ownerCondition}`,
  authors: (ownerCondition) =>
    sql`select distinct author_id as owner, paper_id from authorships where author_id ${ownerCondition}`,
  keywords: (ownerCondition) =>
    sql`select keyword_id as owner, paper_id from paper_keywords where keyword_id ${ownerCondition}`,
};

export async function applyTally(db: Queryable, table: EntityTableName, tally: Tally): Promise<void> {
  const { gains, recounted: ids } = tally;
  if (gains.length > 0)
    await db.query(
      withVotes(
        table,
        sql`
          update ${raw(table)} counted
          set papers_count = counted.papers_count + gain.papers, upvotes = counted.upvotes + gain.upvotes,
            last_seen_on = greatest(counted.last_seen_on, gain.last_seen_on)
          from ${rowsAs("gain", gains, { id: "int", papers: "int", upvotes: "int", lastSeenOn: "date" })}
          where counted.id = gain.id
        `,
      ),
      `gain_${table}`,
    );
  if (ids.length > 0)
    await db.query(
      recountStatement(table, sql`unnest(${ids}::int[])`, sql`= any(${ids}::int[])`),
      `recount_${table}`,
    );
}

/**
 * @param touched the owners to recount, as a table expression with one column
 * @param ownerCondition the same owners as a condition on a column
 */
function recountStatement(table: EntityTableName, touched: Sql, ownerCondition: Sql): Sql {
  return withVotes(
    table,
    sql`
      update ${raw(table)} counted
      set papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
      from (
        select touched.id, count(p.id)::int as papers, coalesce(sum(p.upvotes), 0)::int as upvotes,
          max(p.published_on) as last_seen_on
        from ${touched} as touched(id)
        left join (${papersByOwner[table](ownerCondition)}) mine on mine.owner = touched.id
        left join papers p on p.id = mine.paper_id
        group by touched.id
      ) now
      where counted.id = now.id
        and (counted.papers_count, counted.upvotes, counted.last_seen_on)
          is distinct from (now.papers, now.upvotes, now.last_seen_on)
    `,
  );
}

/** Keeps the order by upvotes in sync. */
function withVotes(table: EntityTableName, update: Sql): Sql {
  const { votes, owner } = votesOf(table);
  return sql`
    with counted as (${update} returning counted.id, counted.upvotes)
    insert into ${votes} as known (${owner}, upvotes) select id, upvotes from counted
    on conflict (${owner}) do update set upvotes = excluded.upvotes where known.upvotes <> excluded.upvotes
  `;
}

/**
 * Adds papers whose list of owners (authors, keywords) is unchanged, but not what they contribute to the owners' counts
 * and sums.
 *
 * @param loadOwners loads the distinct owners of papers
 */
export async function tallyUnchangedLists(
  tally: Tally,
  months: OwnerMonths,
  papers: readonly PaperChange[],
  loadOwners: (paperIds: readonly number[]) => Promise<{ paperId: number; ownerId: number }[]>,
): Promise<void> {
  const byId = new Map(papers.filter(sumsDiffer).map((paper) => [paper.id, paper]));
  if (byId.size === 0) return;
  for (const { paperId, ownerId } of await loadOwners([...byId.keys()])) {
    const paper = byId.get(paperId);
    if (paper === undefined) continue;
    if (countsDiffer(paper)) tally.note(ownerId, paper);
    months.replace(ownerId, paper);
  }
}

/** Whether a stored paper's contribution to counts has changed. */
function countsDiffer({ before, after }: PaperChange): boolean {
  return before !== null && (before.upvotes !== after.upvotes || before.publishedOn !== after.publishedOn);
}

function sumsDiffer(paper: PaperChange): boolean {
  return (
    countsDiffer(paper) || (paper.before !== null && paper.before.commentsCount !== paper.after.commentsCount)
  );
}
