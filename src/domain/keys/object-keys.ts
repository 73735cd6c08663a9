import { raw, type Sql } from "sql-template-tag";
import type { Author, Keyword, Organization, Paper } from "../../db/generated/client.js";

// What identifies an object in global IDs: `arxiv/2507.03607`, `slug/facebook`, `name/ada lovelace`. A key follows from what
// sources state, so it is the same in every database with the same papers.

/** Types of objects with keys. */
export type KeyedType = "Paper" | "Organization" | "Author" | "Keyword";

/** A kind, a slash, and a text. */
export type ObjectKey = `${string}/${string}`;

export function paperKey({ arxivId, titleKey }: Pick<Paper, "arxivId" | "titleKey">): ObjectKey {
  return arxivId === null ? `title/${titleKey}` : `arxiv/${arxivId}`;
}

export function organizationKey({ key }: Pick<Organization, "key">): ObjectKey {
  return key as ObjectKey;
}

export function authorKey({ accountId, ownNameKey }: Pick<Author, "accountId" | "ownNameKey">): ObjectKey {
  return accountId === null ? `name/${ownNameKey}` : `account/${accountId}`;
}

export function keywordKey({ key }: Pick<Keyword, "key">): ObjectKey {
  return `name/${key}`;
}

/** The key of a row in SQL, with the alias of its type. */
export const keySql: Readonly<Record<KeyedType, Sql>> = {
  Paper: raw("coalesce('arxiv/' || p.arxiv_id, 'title/' || p.title_key)"),
  Organization: raw("o.key"),
  Author: raw("coalesce('account/' || a.account_id, 'name/' || a.own_name_key)"),
  Keyword: raw("('name/' || k.key)"),
};

/** IDs with an author's `called` are made by addresses of pages; no response has them. */
const kindsInIds: Readonly<Record<KeyedType, readonly string[]>> = {
  Paper: ["arxiv", "title"],
  Organization: ["slug", "source"],
  Author: ["account", "name", "called"],
  Keyword: ["name"],
};

/** Whether a text may be the key of an object of this type in an ID. */
export function isKeyInId(type: KeyedType, text: string): text is ObjectKey {
  return kindsInIds[type].some((kind) => text.startsWith(`${kind}/`));
}
