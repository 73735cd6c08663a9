import { hash } from "node:crypto";
import sql, { raw, type Sql } from "sql-template-tag";
import { z } from "zod";
import { sortKeys } from "../values/canonical-json.js";
import { InputError } from "../values/input-error.js";
import type { CursorKey, CursorKeySchema } from "./cursor-keys.js";

// Cursors are keysets: they hold the sort values of a row, not its offset, so paging continues correctly even if the
// row has moved or been deleted. They also hold a digest of the list and a checksum, so that truncated, forged or
// foreign cursors are rejected instead of returning a plausible page. The checksum uses no secret, so decoded values
// are validated like any other input.

/** Stands for an ID that only Postgres knows in what identifies a list, ahead of any input. */
export const parentId = "\u0000parent";

/** Where a cursor is from: the header that browsers send when they reconnect, or an argument. */
export type CursorArgument = "after" | "before" | "Last-Event-ID";

/** @param list identifies the list: field, parent, filter and order; must not be mutated afterwards */
export function encodeCursor(list: readonly unknown[], key: CursorKey): string {
  const { value, id, part = 0 } = key;
  const body = JSON.stringify([ownerOf(list), value, id, ...(part === 0 ? [] : [part])]);
  return Buffer.from(body + checksum(body)).toString("base64url");
}

/**
 * @param schema valid cursor values of the list
 * @param argument where the cursor is from, for the error message
 * @param from what the cursors are of, and what must stay the same between pages, likewise
 * @throws InputError for a malformed cursor, or one of another list
 */
export function decodeCursor(
  list: readonly unknown[],
  schema: CursorKeySchema,
  cursor: string,
  argument: CursorArgument,
  from = { owner: "list", kept: "the filter, the search and the order while paging" },
): CursorKey {
  const body = open(cursor);
  if (body === undefined) throw notACursor(cursor, argument);
  const [owner, value, id, part] = body;
  if (owner !== ownerOf(list))
    throw new InputError(
      `${argument}: this cursor belongs to another ${from.owner}. Keep ${from.kept}, or omit \`${argument}\` when they change.`,
      "BAD_CURSOR",
    );
  const key = schema.safeParse({ value, id, part });
  if (!key.success) throw notACursor(cursor, argument);
  return key.data;
}

function notACursor(cursor: string, argument: CursorArgument): InputError {
  return new InputError(
    `${argument}: ${quote(cursor)} is not a cursor of this API. Pass a \`cursor\`, \`endCursor\` or \`startCursor\` exactly as returned.`,
    "BAD_CURSOR",
  );
}

/** Far longer than any valid cursor, and cheap to decode. */
const maxCursorLength = 10_000;

const bodySchema = z.tuple([z.string(), z.unknown(), z.unknown(), z.unknown().optional()]);

function open(cursor: string): z.output<typeof bodySchema> | undefined {
  if (cursor.length > maxCursorLength) return undefined;
  const text = Buffer.from(cursor, "base64url").toString();
  const body = text.slice(0, -checksumLength);
  if (text.slice(-checksumLength) !== checksum(body)) return undefined;
  try {
    return bodySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Cached per list: pages and streams encode thousands of cursors. */
const owners = new WeakMap<object, string>();

function ownerOf(list: readonly unknown[]): string {
  const owner = owners.get(list) ?? checksum(ownerText(list));
  owners.set(list, owner);
  return owner;
}

function ownerText(list: readonly unknown[]): string {
  return JSON.stringify(list, sortKeys);
}

const checksumLength = 8;

/**
 * `encodeCursor` in SQL.
 *
 * @param owner of the cursor, by `ownerSql`
 */
export function cursorSql(owner: Sql, { value, id }: { value: Sql; id: Sql }): Sql {
  const body = sql`concat('["', ${owner}, '",', coalesce(to_json(${value})::text, 'null'), ',', ${id}, ']')`;
  return base64url(sql`convert_to(concat(${body}, ${checksumSql(body)}), 'UTF8')`);
}

/**
 * The digest of a list in its cursors, in SQL. Postgres computes the subquery once for all cursors of a page.
 *
 * @param list may contain `parentId`, which stands for `parent`
 */
export function ownerSql(list: readonly unknown[], parent: Sql | undefined): Sql {
  if (parent === undefined) return sql`${ownerOf(list)}::text`;
  const [text, id] = [ownerText(list), JSON.stringify(parentId)];
  const at = text.indexOf(id);
  const [before, after] = [text.slice(0, at), text.slice(at + id.length)];
  return sql`(select ${checksumSql(sql`concat(${before}::text, ${parent}, ${after}::text)`)})`;
}

function checksumSql(text: Sql): Sql {
  return sql`left(${base64url(sql`sha256(convert_to(${text}, 'UTF8'))`)}, ${raw(String(checksumLength))})`;
}

/** Bytes as base64url, in SQL. Postgres pads base64 and breaks it into lines. */
export function base64url(bytes: Sql): Sql {
  return sql`translate(encode(${bytes}, 'base64'), E'+/=\\n', '-_')`;
}

/** The first 6 bytes of SHA-256, in base64url. */
function checksum(text: string): string {
  return hash("sha256", text, "base64url").slice(0, checksumLength);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
