import { InputError } from "../../domain/values/input-error.js";

/** The types that have global ids; what an id means never changes, so it may be kept. */
export const nodeTypes = ["Paper", "Organization", "Author", "Keyword"] as const;

export type NodeType = (typeof nodeTypes)[number];

/** `Paper` and its number as an opaque id. */
export function encodeGlobalId(typename: string, id: string | number | bigint): string {
  return Buffer.from(`${typename}:${id}`).toString("base64url");
}

/** What an id names; null for what `encodeGlobalId` did not make. */
export function decodeGlobalId(id: string): { typename: NodeType; id: string } | null {
  const text = Buffer.from(id, "base64url").toString();
  const [, typename, number] = /^([A-Za-z]+):([1-9]\d{0,9})$/.exec(text) ?? [];
  const type = nodeTypes.find((name) => name === typename);
  return type === undefined || number === undefined || Number(number) > 2147483647
    ? null
    : { typename: type, id: number };
}

/**
 * The number behind an id of one type.
 *
 * @param argument what the asker calls the id; missing where the caller says so itself
 * @throws InputError for anything else
 */
export function numberOf(type: NodeType, id: string, argument?: string): number {
  const decoded = decodeGlobalId(id);
  if (decoded === null) throw notAnId(id, argument);
  if (decoded.typename !== type)
    throw new InputError(
      `${before(argument)}this is the id of ${named(decoded.typename)}, not of ${named(type)}.`,
    );
  return Number(decoded.id);
}

/** `an Author`, `a Paper`. */
export function named(type: NodeType): string {
  return `${/^[AO]/.test(type) ? "an" : "a"} ${type}`;
}

export function notAnId(id: string, argument?: string): InputError {
  return new InputError(
    `${before(argument)}${JSON.stringify(id.slice(0, 60))} is not an id of this API. Hand back an \`id\` as you got it; by other names ask \`paper(by:)\`, \`organization(slug:)\` or \`keyword(name:)\`.`,
  );
}

function before(argument: string | undefined): string {
  return argument === undefined ? "" : `${argument}: `;
}
