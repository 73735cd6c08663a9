import sql from "sql-template-tag";
import type { Queryable } from "../../../db/database.js";
import { keySql, type ObjectKey } from "../../keys/object-keys.js";

/** A paper as mails show it. */
export interface DigestedPaper {
  readonly id: number;
  readonly key: ObjectKey;
  readonly arxivId: string | null;
  readonly title: string;
  readonly abstract: string | null;
  readonly upvotes: number;
  readonly authorsCount: number | null;
  /** The first ones that are not hidden. */
  readonly authors: string[];
  readonly organization: string | null;
  readonly codeUrl: string | null;
}

const maxAuthors = 3;

/** Papers of digests, in any order. */
export function digestedPapers(db: Queryable, ids: readonly number[]): Promise<DigestedPaper[]> {
  return db.query<DigestedPaper>(
    sql`
      select p.id, ${keySql.Paper} as key, p.arxiv_id as "arxivId", p.title, t.abstract, p.upvotes,
        p.authors_count as "authorsCount", p.code_url as "codeUrl", o.name as organization,
        array(
          select name from authorships s where s.paper_id = p.id and not hidden order by position limit ${maxAuthors}
        ) as authors
      from papers p
      left join paper_texts t on t.paper_id = p.id
      left join organizations o on o.id = p.organization_id
      where p.id = any(${ids}::int[])
    `,
    "digested_papers",
  );
}
