import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { impactOf } from "../../search/bm25.js";
import { hashTerm } from "../../search/term-hash.js";
import { isCommonWord, isFunctionWord } from "../../text/analysis/common-words.js";
import { InputError } from "../values/input-error.js";
import { coinedNameOf } from "./coined-name.js";
import { printedWords } from "./printed-words.js";

/** What papers are compared with: a paper or a text. */
export interface Subject {
  /** Not related to itself; undefined for a text. */
  readonly paper?: number;
  /** Impacts of the terms of title and abstract. */
  readonly impacts: ReadonlyMap<string, number>;
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
const maxKeywords = 100;

interface SubjectRow {
  title: string;
  authorsCount: number | null;
  terms: number[];
  impacts: Buffer | null;
  words: string[];
  keywords: [number, number][];
  authors: number[];
}

/** @returns undefined for an unknown paper */
export async function loadSubject(db: Queryable, paper: number): Promise<Subject | undefined> {
  // Words that only names and keywords have are compared as such.
  const [row] = await db.query<SubjectRow>(
    sql`
      select p.title, p.authors_count as "authorsCount", coalesce(t.terms, '{}') as terms, t.impacts,
        array(
          select word.lexeme from unnest(t.search) word
          where left(word.lexeme, 1) <> '^' and word.weights && '{A,D}'
        ) as words,
        (
          select coalesce(json_agg(json_build_array(k.id, k.papers_count)), '[]') from (
            select keyword_id from paper_keywords where paper_id = p.id order by position limit ${maxKeywords}::int
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
  const byHash = new Map(row.terms.map((hash, index) => [hash, row.impacts?.[index] ?? 0]));
  const impacts = row.words.flatMap((word): [string, number][] => {
    const impact = byHash.get(hashTerm(word));
    return impact === undefined ? [] : [[word, impact]];
  });
  const authors = [...new Set(row.authors)];
  const coined = coinedNameOf(row.title);
  return {
    paper,
    impacts: new Map(impacts),
    keywords: row.keywords,
    authors,
    authorsCount: Math.max(row.authorsCount ?? 0, authors.length),
    ...(coined !== undefined && { name: coined.name, nameTerm: coined.term }),
  };
}

/** @throws InputError if the text has no other than common words */
export function subjectOf(text: string): Subject {
  const frequencies = new Map<string, number>();
  let length = 0;
  let hasOthers = false;
  for (const { typed, terms } of printedWords(text)) {
    length += terms.length;
    hasOthers ||= terms.length > 0 && !isCommonWord(typed);
    // As in search documents.
    if (isFunctionWord(typed)) continue;
    for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  }
  if (!hasOthers)
    throw new InputError(
      `filter.about: no word in ${JSON.stringify(text.slice(0, 60))} to go by. Describe the subject with words other than the most common ones.`,
    );
  const impacts = [...frequencies].map(([term, frequency]): [string, number] => [
    term,
    impactOf(frequency, length),
  ]);
  return { impacts: new Map(impacts), keywords: [], authors: [], authorsCount: 0 };
}
