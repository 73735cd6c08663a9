import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { caseKey, nameKey, titleKey } from "../values/folded-keys.js";
import type { KeyedType, ObjectKey } from "./object-keys.js";

// Finds objects by their keys, and by those that they had before.

interface Kind {
  /** A subquery for the row ID of the object with this text. */
  readonly rowId: (text: Sql) => Sql;
  /** How texts are folded now. */
  readonly fold?: (text: string) => string;
}

const tables: Readonly<Record<KeyedType, readonly [table: string, alias: string]>> = {
  Paper: ["papers", "p"],
  Organization: ["organizations", "o"],
  Author: ["authors", "a"],
  Keyword: ["keywords", "k"],
};

const kinds: Readonly<Record<KeyedType, Readonly<Record<string, Kind>>>> = {
  Paper: {
    row: byRow("Paper"),
    arxiv: { rowId: (text) => sql`(select id from papers where arxiv_id = ${text})` },
    title: {
      // The paper without an arXiv ID, or one that has got an ID since.
      rowId: (text) => sql`(
        select id from papers where title_key = ${text} order by arxiv_id collate "C" nulls first, id limit 1
      )`,
      fold: titleKey,
    },
  },
  Organization: {
    row: byRow("Organization"),
    slug: {
      rowId: (text) => sql`(select organization_id from organization_slugs where slug_key = ${text})`,
      fold: caseKey,
    },
    source: { rowId: (text) => sql`(select id from organizations where source_id = ${text})` },
    /** Display names, which several organizations may have. */
    name: {
      rowId: (text) => sql`(
        select id from organizations where name_key = ${text} and papers_count > 0
        order by papers_count desc, key collate "C" limit 1
      )`,
    },
  },
  Author: {
    row: byRow("Author"),
    account: { rowId: (text) => sql`(select id from authors where account_id = ${text})` },
    name: { rowId: byName, fold: nameKey },
    username: { rowId: byUsername },
    /** A username or else a name. */
    called: { rowId: (text) => sql`coalesce(${byUsername(text)}, ${byName(text)})`, fold: nameKey },
  },
  Keyword: {
    row: byRow("Keyword"),
    name: { rowId: (text) => sql`(select id from keywords where key = ${text})`, fold: caseKey },
  },
};

/** The only account that claims the name, or else the author known by it; see `derived/author-identity.ts`. */
function byName(text: Sql): Sql {
  return sql`coalesce(
    (select min(author_id) from claimed_names where name_key = ${text} having count(*) = 1),
    (select id from authors where own_name_key = ${text})
  )`;
}

/**
 * A username may have passed from one account to another. Postgres does not use the statistics of its index, which is partial, and
 * expects many authors: without `offset 0`, it would look for the first one in the index on the number of papers.
 */
function byUsername(text: Sql): Sql {
  return sql`(
    select id from (
      select id, papers_count, account_id from authors where lower(username) = lower(${text}) offset 0
    ) named order by papers_count desc, account_id collate "C" limit 1
  )`;
}

/** IDs of earlier versions hold the row ID. */
function byRow(type: KeyedType): Kind {
  return { rowId: (text) => sql`(select id from ${raw(tables[type][0])} where id = ${text}::int)` };
}

/** The row of the object that the first of the keys finds, with the alias of its type. */
export function rowByKey(type: KeyedType, ...keys: readonly ObjectKey[]): { from: Sql; conditions: Sql[] } {
  const found = keys
    .flatMap((key) => spellings(type, key))
    .map((key) => {
      const [kind, text] = partsOf(key);
      return kindOf(type, kind).rowId(sql`${text}`);
    });
  const [table, alias] = tables[type];
  return { from: raw(`${table} ${alias}`), conditions: [sql`${raw(alias)}.id = coalesce(${join(found)})`] };
}

/**
 * Loads objects by key with one statement, in input order; null for unknown keys.
 *
 * @param columns must be trusted
 * @param statement name of the prepared statement with these columns
 */
export async function loadByKeys<Row extends { id: number }>(
  db: Queryable,
  type: KeyedType,
  columns: Sql,
  keys: readonly ObjectKey[],
  statement = `load_${type}_by_key`,
): Promise<(Row | null)[]> {
  const wanted = [...new Set(keys.flatMap((key) => spellings(type, key)))];
  const parts = wanted.map(partsOf);
  const cases = Object.entries(kinds[type]).map(
    ([kind, { rowId }]) => sql`when ${raw(`'${kind}'`)} then ${rowId(raw("wanted.text"))}`,
  );
  const [table, alias] = tables[type];
  const rows = await db.query<Row & { place: number }>(
    sql`
      select ${columns}, wanted.place::int as place
      from unnest(${parts.map(([kind]) => kind)}::text[], ${parts.map(([, text]) => text)}::text[])
        with ordinality as wanted(kind, text, place)
      cross join lateral (select case wanted.kind ${join(cases, " ")} end as id offset 0) found
      join ${raw(`${table} ${alias}`)} on ${raw(alias)}.id = found.id
    `,
    statement,
  );
  const rowOf = new Map<ObjectKey | undefined, Row>(rows.map((row) => [wanted[row.place - 1], row]));
  return keys.map((key) => {
    const spelled = spellings(type, key).find((each) => rowOf.has(each));
    return rowOf.get(spelled) ?? null;
  });
}

/** A key as it is and, if that differs, as it is folded now: an earlier version may have folded otherwise. */
function spellings(type: KeyedType, key: ObjectKey): ObjectKey[] {
  const [kind, text] = partsOf(key);
  const folded: ObjectKey = `${kind}/${kindOf(type, kind).fold?.(text) ?? text}`;
  return folded === key ? [key] : [key, folded];
}

function partsOf(key: ObjectKey): [kind: string, text: string] {
  const slash = key.indexOf("/");
  return [key.slice(0, slash), key.slice(slash + 1)];
}

function kindOf(type: KeyedType, name: string): Kind {
  const kind = kinds[type][name];
  if (kind === undefined) throw new Error(`${type} has no key of kind ${name}.`);
  return kind;
}
