import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Keyword } from "../../db/generated/client.js";
import {
  countEntities,
  type EntityListing,
  entityOrder,
  findEntities,
  orderOf,
} from "../lists/entity-lists.js";
import type { List } from "../lists/list.js";
import type { PageArguments } from "../lists/page-request.js";
import type { Page } from "../lists/pages.js";
import { byKey, columnsOf } from "../sql/rows.js";
import { caseKey } from "../values/folded-keys.js";

export interface KeywordListing extends EntityListing {
  page: PageArguments;
}

export const keywordColumns: Sql = columnsOf<Keyword>("k", {
  id: true,
  name: true,
  key: true,
  nameKey: true,
  papersCount: true,
  upvotes: true,
  lastSeenOn: true,
});

export async function findKeywords(db: Queryable, listing: KeywordListing): Promise<Page<Keyword>> {
  const identity = ["keywords", listing.search, orderOf(listing)];
  return findEntities<Keyword>(db, identity, "k", listOf(listing), listing);
}

export async function countKeywords(db: Queryable, listing: Omit<KeywordListing, "page">): Promise<number> {
  return countEntities(db, "k", listOf(listing), listing);
}

/** Loads keywords by ID, in input order; null for unknown IDs. */
export async function loadKeywords(db: Queryable, ids: readonly number[]): Promise<(Keyword | null)[]> {
  const rows = await db.query<Keyword>(
    sql`select ${keywordColumns} from keywords k where k.id = any(${ids}::int[])`,
    "load_keywords",
  );
  return byKey(ids, rows, ({ id }) => id);
}

/** Loads keywords by name, case-insensitively, in input order; null for unknown names. */
export async function loadKeywordsByName(
  db: Queryable,
  names: readonly string[],
): Promise<(Keyword | null)[]> {
  const keys = names.map(keywordKeyOf);
  const rows = await db.query<Keyword>(
    sql`select ${keywordColumns} from keywords k where k.key = any(${keys}::text[])`,
    "load_keywords_by_name",
  );
  return byKey(keys, rows, ({ key }) => key);
}

/** The key by which a keyword is looked up. */
export function keywordKeyOf(name: string): string {
  return caseKey(name);
}

function listOf(listing: Omit<KeywordListing, "page">): List {
  return {
    columns: keywordColumns,
    from: sql`keywords k`,
    conditions: [],
    id: sql`k.id`,
    order: entityOrder("k", orderOf(listing)),
  };
}
