import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Candidate } from "./candidates.js";

/** A candidate, and whether a name may link it to the subject: one that it coins, or one that it mentions. */
export interface Linkable {
  readonly candidate: Candidate;
  readonly mayCoin: boolean;
  readonly mayMention: boolean;
}

/** What the score of a candidate is computed from besides what `Candidate` has. */
export interface Details {
  readonly id: number;
  readonly title: string;
  /** Title and abstract if the candidate may mention the name of the subject. */
  readonly text: string | null;
  readonly authorsCount: number | null;
  /** Numbers of papers of its keywords if it shares any. */
  readonly counts: readonly number[];
}

/** Details by ID of the candidates that share more than terms, or may be linked by a name. */
export async function loadDetails(
  db: Queryable,
  candidates: readonly Linkable[],
): Promise<ReadonlyMap<number, Details>> {
  const idsOf = (listed: readonly Linkable[]) => listed.map(({ candidate }) => candidate.id);
  const mentioning = candidates.filter(({ mayMention }) => mayMention);
  const sharing = candidates.filter(({ candidate }) => candidate.keywords.length > 0);
  const ids = idsOf(
    candidates.filter(
      ({ candidate, mayCoin, mayMention }) =>
        mayCoin || mayMention || candidate.keywords.length > 0 || candidate.authors.length > 0,
    ),
  );
  if (ids.length === 0) return new Map();
  const rows = await db.query<Details>(
    sql`
      select p.id, p.title, p.authors_count as "authorsCount", case
        when p.id = any(${idsOf(mentioning)}::int[])
        then p.title || chr(10) || coalesce((select t.abstract from paper_texts t where t.paper_id = p.id), '')
      end as text, array(
        select k.papers_count from paper_keywords pk join keywords k on k.id = pk.keyword_id
        where p.id = any(${idsOf(sharing)}::int[]) and pk.paper_id = p.id
      ) as counts
      from papers p where p.id = any(${ids}::int[])
    `,
    "load_related_details",
  );
  return new Map(rows.map((row) => [row.id, row]));
}
