import sql from "sql-template-tag";
import type { Queryable } from "../../../src/db/database.js";
import { Analyzer } from "../../../src/text/analysis/analyze.js";
import { parseSearch } from "../../../src/text/analysis/query.js";

const strings = new Analyzer((term: string) => term);

/** Calls `found` for each term of a text; see `Analyzer`. @returns the number of positions used */
export function analyze(text: string, found: (term: string, position: number) => void): number {
  return strings.analyze(text, found);
}

/** The terms of a text by position; those of the same position are joined by a plus: `gpt+gpt4 4`. */
export function termsOf(text: string): string {
  const words: string[][] = [];
  const length = analyze(text, (term, position) => {
    words[position - 1] = [...(words[position - 1] ?? []), term];
  });
  return Array.from({ length }, (_, index) => (words[index] ?? []).join("+")).join(" ");
}

/** A text as PostgreSQL's type `tsvector` reads it. */
export function tsvectorOf(text: string): string {
  const positions = new Map<string, number[]>();
  analyze(text, (term, position) => {
    const at = positions.get(term);
    if (at === undefined) positions.set(term, [position]);
    else at.push(position);
  });
  return [...positions]
    .map(
      ([term, at]) =>
        `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}':${at.slice(0, 200).join(",")}`,
    )
    .join(" ");
}

/** Whether each document is found by the query next to it; null where the query has no words. */
export async function areFound(
  db: Queryable,
  pairs: ReadonlyArray<readonly [document: string, query: string]>,
): Promise<(boolean | null)[]> {
  const rows = await db.query<{ found: boolean | null }>(sql`
    select document::tsvector @@ query::tsquery as found
    from unnest(
      ${pairs.map(([document]) => tsvectorOf(document))}::text[],
      ${pairs.map(([, query]) => parseSearch(query)?.tsquery ?? null)}::text[]
    ) with ordinality as pairs(document, query, place)
    order by place
  `);
  return rows.map(({ found }) => found);
}
