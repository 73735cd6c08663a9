import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { titleWeight } from "../../search/bm25.js";
import { maxComparedKeywords } from "../catalog/paper-texts.js";
import { NothingToGoBy } from "./nothing-to-go-by.js";
import { coinedNameOf } from "./texts/coined-name.js";
import { type ComparedText, comparedText } from "./texts/compared-text.js";
import { subjectIn } from "./texts/question.js";

/** What papers are compared with: a paper or a text. */
export interface Subject extends ComparedText {
  /** Not related to itself; undefined for a text. */
  readonly paper?: number;
  /** Title and abstract of a paper. */
  readonly text: string;
  readonly keywords: readonly StoredKeyword[];
  /** IDs. */
  readonly authors: readonly number[];
  readonly authorsCount: number;
  readonly name?: string;
  /** The term of the name that its title coins. */
  readonly nameTerm?: string;
}

/** A keyword by ID, with its number of papers. */
export type StoredKeyword = readonly [id: number, papers: number];

/** More authors than of nearly any paper; those of a collaboration of thousands are the same on all its papers. */
const maxAuthors = 100;

interface SubjectRow {
  title: string;
  authorsCount: number | null;
  abstract: string | null;
  keywords: [number, number][];
  authors: number[];
}

/** @returns undefined for an unknown paper */
export async function loadSubject(db: Queryable, paper: number): Promise<Subject | undefined> {
  const [row] = await db.query<SubjectRow>(
    sql`
      select p.title, p.authors_count as "authorsCount", t.abstract,
        (
          select coalesce(json_agg(json_build_array(k.id, k.papers_count)), '[]') from (
            select keyword_id from paper_keywords where paper_id = p.id order by position limit ${maxComparedKeywords}::int
          ) pk join keywords k on k.id = pk.keyword_id
        ) as keywords,
        array(
          select a.author_id from authorships a where a.paper_id = p.id and not a.hidden
          order by a.position limit ${maxAuthors}::int
        ) as authors
      from papers p left join paper_texts t on t.paper_id = p.id
      where p.id = ${paper}
    `,
    "load_related_subject",
  );
  if (row === undefined) return undefined;
  const authors = [...new Set(row.authors)];
  const coined = coinedNameOf(row.title);
  return {
    paper,
    text: `${row.title}\n${row.abstract ?? ""}`,
    ...comparedText([subjectIn(row.title) ?? row.title, titleWeight], [row.abstract ?? "", 1]),
    keywords: row.keywords,
    authors,
    authorsCount: Math.max(row.authorsCount ?? 0, authors.length),
    ...(coined !== undefined && { name: coined.name, nameTerm: coined.term }),
  };
}

/** @throws NothingToGoBy if the text has no other than common words */
export function subjectOf(text: string): Subject {
  const compared = comparedText([subjectIn(text) ?? "", 1]);
  if (compared.frequencies.size === 0) throw new NothingToGoBy(text);
  return { text, ...compared, keywords: [], authors: [], authorsCount: 0 };
}
