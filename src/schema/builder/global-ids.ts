import sql, { raw, type Sql } from "sql-template-tag";
import { isKeyInId, type KeyedType, keySql, type ObjectKey } from "../../domain/keys/object-keys.js";
import { base64url } from "../../domain/lists/cursors.js";
import { InputError } from "../../domain/values/input-error.js";
import { anyOf } from "../../text/any-of.js";

// A global ID is the type and the key of an object in base64url: `Paper/arxiv/2507.03607`. An ID never changes its meaning, so
// clients may store it. Earlier versions gave out `Paper:12`, with a row ID.

/** The field that finds an object of each type without its ID. */
const finders: Record<KeyedType, string> = {
  Paper: "`paper(by: { arxivId })`",
  Organization: "`organization(slug:)`",
  Author: "`authors(search:)`",
  Keyword: "`keyword(name:)`",
};

const nodeTypes = Object.keys(finders) as KeyedType[];

/** `encodeGlobalId` of `domain/values` in SQL, of the row with the alias of its type. @returns undefined for types without IDs */
export function globalIdSql(typename: string): Sql | undefined {
  const type = nodeTypes.find((name) => name === typename);
  return type && base64url(sql`convert_to(${raw(`'${type}/'`)} || ${keySql[type]}, 'UTF8')`);
}

/** Longer than any ID: keys have up to 300 characters of up to 3 bytes. */
const maxLength = 2_000;

/** Decodes an ID made by `encodeGlobalId`, or by an earlier version; null for anything else. */
export function decodeGlobalId(id: string): { typename: KeyedType; key: ObjectKey } | null {
  if (id.length > maxLength) return null;
  const text = Buffer.from(id, "base64url").toString();
  const [, typename, separator, key = ""] = /^([A-Za-z]+)([:/])([^\0]+)$/s.exec(text) ?? [];
  const type = nodeTypes.find((name) => name === typename);
  if (type === undefined) return null;
  if (separator === ":") return isRowId(key) ? { typename: type, key: `row/${key}` } : null;
  return isKeyInId(type, key) ? { typename: type, key } : null;
}

function isRowId(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2147483647;
}

/**
 * The key in a global ID of the given type.
 *
 * @param argument prefix for error messages
 * @throws InputError for any other ID
 */
export function decodeNodeId(type: KeyedType, id: string, argument?: string): ObjectKey {
  const decoded = decodeGlobalId(id);
  if (decoded === null) throw invalidId(id, argument, [type]);
  if (decoded.typename !== type)
    throw new InputError(
      `${before(argument)}expected the ID of ${withArticle(type)}, got the ID of ${withArticle(decoded.typename)}.`,
    );
  return decoded.key;
}

/** `an Author`, `a Paper`. */
export function withArticle(type: KeyedType): string {
  return `${/^[AO]/.test(type) ? "an" : "a"} ${type}`;
}

/** @param types the expected types */
export function invalidId(
  id: string,
  argument?: string,
  types: readonly KeyedType[] = nodeTypes,
): InputError {
  const found = anyOf(types.map((type) => finders[type]));
  return new InputError(
    `${before(argument)}${JSON.stringify(id.slice(0, 60))} is not a global ID. Use the \`id\` of an object, which ${found} returns.`,
  );
}

function before(argument: string | undefined): string {
  return argument === undefined ? "" : `${argument}: `;
}
