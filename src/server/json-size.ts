/**
 * The JSON text of `value`, or undefined if it exceeds `maxBytes` bytes of UTF-8, including escapes.
 *
 * First adds up the minimum size of each part and stops at the limit, so that the cost is bounded for values of any size. Only
 * then does JSON.stringify build the text, of up to six times `maxBytes` characters, because of escapes.
 * Semantics are those of JSON.stringify: `toJSON` is called, undefined members are omitted, and it throws the same
 * errors (for a BigInt or a circular value). Undefined, functions and symbols also return undefined.
 */
export function stringifyWithin(value: unknown, maxBytes: number): string | undefined {
  if (leastLength(value, "", maxBytes) > maxBytes) {
    return undefined;
  }
  const text: string | undefined = JSON.stringify(value);
  return text === undefined || Buffer.byteLength(text) > maxBytes ? undefined : text;
}

/** Minimum size of the text of a value in bytes; any number above `enough` once it exceeds that. */
function leastLength(value: unknown, key: string, enough: number): number {
  switch (typeof value) {
    case "string":
      return value.length + 2;
    case "number":
      return Number.isFinite(value) ? String(value).length : 4;
    case "boolean":
      return 4;
    case "object":
      return value === null ? 4 : leastLengthOf(value, key, enough);
    default:
      return 0;
  }
}

function leastLengthOf(value: object, key: string, enough: number): number {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const replaced: unknown = value.toJSON(key);
    return typeof replaced === "object" && replaced !== null
      ? leastLengthOfMembers(replaced, enough)
      : leastLength(replaced, key, enough);
  }
  return leastLengthOfMembers(value, enough);
}

function leastLengthOfMembers(value: object, enough: number): number {
  // Brackets, and a comma after each member but the last.
  let length = 1;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && length <= enough; index += 1) {
      length += 1 + leastLength(value[index], String(index), enough - length);
    }
    return Math.max(length, 2);
  }
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return 0;
  }
  for (const [key, member] of Object.entries(value)) {
    if (length > enough) {
      break;
    }
    const least = leastLength(member, key, enough - length);
    length += least === 0 ? 0 : key.length + 4 + least;
  }
  return Math.max(length, 2);
}
