import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import type { NumberedPaper } from "./merge.js";
import { rowsAs } from "./rows.js";

// Organizations, authors and keywords carry the numbers of their papers. They are set in the transaction that changes
// the papers, so what is counted always agrees with what is listed. A paper that is new adds to them; where a paper
// changed, they are counted anew. So an archive of new papers costs the same however many papers an author has.

/** What the new papers of a batch add to somebody's numbers. */
interface Gain {
  id: number;
  papers: number;
  upvotes: number;
  lastSeenOn: string | null;
}

/** Whose numbers a batch changes, and how. */
export class Tally {
  readonly #gains = new Map<number, Gain>();
  readonly #recounted = new Set<number>();

  /** Notes that a paper of the batch is somebody's now; `before` tells whether it is new. */
  note(id: number | null | undefined, { before, after }: NumberedPaper): void {
    if (id === null || id === undefined) return;
    if (before !== null) {
      this.#recounted.add(id);
      return;
    }
    const gain = this.#gains.get(id) ?? { id, papers: 0, upvotes: 0, lastSeenOn: null };
    gain.papers += 1;
    gain.upvotes += after.upvotes;
    if (after.publishedOn !== null && (gain.lastSeenOn === null || after.publishedOn > gain.lastSeenOn))
      gain.lastSeenOn = after.publishedOn;
    this.#gains.set(id, gain);
  }

  /** Notes that somebody's papers have to be counted anew. */
  recount(ids: Iterable<number>): void {
    for (const id of ids) this.#recounted.add(id);
  }

  get recounted(): number[] {
    return [...this.#recounted];
  }

  get gains(): Gain[] {
    return [...this.#gains.values()].filter(({ id }) => !this.#recounted.has(id));
  }
}

/** Sets the numbers of organizations. */
export async function applyToOrganizations(db: Queryable, { gains, recounted }: Tally): Promise<void> {
  if (gains.length > 0)
    await db.query(
      sql`
        update organizations o
        set papers_count = o.papers_count + gain.papers, upvotes = o.upvotes + gain.upvotes,
          last_seen_on = greatest(o.last_seen_on, gain.last_seen_on)
        from ${rowsAs("gain", gains, { id: "int", papers: "int", upvotes: "int", lastSeenOn: "date" })}
        where o.id = gain.id
      `,
      "gain_organizations",
    );
  if (recounted.length > 0)
    await db.query(
      sql`
        update organizations o
        set papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
        from (
          select touched.id, count(p.id)::int as papers, coalesce(sum(p.upvotes), 0)::int as upvotes,
            max(p.published_on) as last_seen_on
          from unnest(${recounted}::int[]) as touched(id)
          left join papers p on p.organization_id = touched.id
          group by touched.id
        ) now
        where o.id = now.id
          and (o.papers_count, o.upvotes, o.last_seen_on)
            is distinct from (now.papers, now.upvotes, now.last_seen_on)
      `,
      "recount_organizations",
    );
}

/** Sets the numbers of authors. A paper counts once for an author, also where two of its names are theirs. */
export async function applyToAuthors(db: Queryable, { gains, recounted }: Tally): Promise<void> {
  if (gains.length > 0)
    await db.query(
      sql`
        update authors a
        set papers_count = a.papers_count + gain.papers, upvotes = a.upvotes + gain.upvotes,
          last_seen_on = greatest(a.last_seen_on, gain.last_seen_on)
        from ${rowsAs("gain", gains, { id: "int", papers: "int", upvotes: "int", lastSeenOn: "date" })}
        where a.id = gain.id
      `,
      "gain_authors",
    );
  if (recounted.length > 0)
    await db.query(
      sql`
        update authors a
        set papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
        from (
          select touched.id, count(p.id)::int as papers, coalesce(sum(p.upvotes), 0)::int as upvotes,
            max(p.published_on) as last_seen_on
          from unnest(${recounted}::int[]) as touched(id)
          left join (
            select distinct author_id, paper_id from authorships where author_id = any(${recounted}::int[])
          ) mine on mine.author_id = touched.id
          left join papers p on p.id = mine.paper_id
          group by touched.id
        ) now
        where a.id = now.id
          and (a.papers_count, a.upvotes, a.last_seen_on)
            is distinct from (now.papers, now.upvotes, now.last_seen_on)
      `,
      "recount_authors",
    );
}

/** Sets the numbers of keywords. */
export async function applyToKeywords(db: Queryable, { gains, recounted }: Tally): Promise<void> {
  if (gains.length > 0)
    await db.query(
      sql`
        update keywords k set papers_count = k.papers_count + gain.papers
        from ${rowsAs("gain", gains, { id: "int", papers: "int" })}
        where k.id = gain.id
      `,
      "gain_keywords",
    );
  if (recounted.length > 0)
    await db.query(
      sql`
        update keywords k set papers_count = now.papers
        from (
          select touched.id, count(pk.paper_id)::int as papers
          from unnest(${recounted}::int[]) as touched(id)
          left join paper_keywords pk on pk.keyword_id = touched.id
          group by touched.id
        ) now
        where k.id = now.id and k.papers_count is distinct from now.papers
      `,
      "recount_keywords",
    );
}
