/**
 * The JSON text of `value`, or undefined if it exceeds `maxBytes` bytes of UTF-8, including escapes.
 *
 * First adds up the minimum size of each part and stops at the limit, so that the cost is bounded for values of any size. Only
 * then does JSON.stringify build the text, of up to six times `maxBytes` characters, because of escapes.
 * Semantics are those of JSON.stringify: `toJSON` is called, undefined members are omitted, and it throws the same
 * errors (for a BigInt or a circular value). Undefined, functions and symbols also return undefined.
 */
export function stringifyWithin(value: unknown, maxBytes: number): string | undefined {
  if (minLength(value, "", maxBytes) > maxBytes) {
    return undefined;
  }
  const text: string | undefined = JSON.stringify(value);
  return text === undefined || Buffer.byteLength(text) > maxBytes ? undefined : text;
}

/** Minimum size of the text of a value in bytes; any number above `max` once it exceeds that. */
function minLength(value: unknown, key: string, max: number): number {
  switch (typeof value) {
    case "string":
      return value.length + 2;
    case "number":
      return Number.isFinite(value) ? String(value).length : 4;
    case "boolean":
      return 4;
    case "object":
      return value === null ? 4 : minLengthOf(value, key, max);
    default:
      return 0;
  }
}

function minLengthOf(value: object, key: string, max: number): number {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const replaced: unknown = value.toJSON(key);
    return typeof replaced === "object" && replaced !== null
      ? minLengthOfMembers(replaced, max)
      : minLength(replaced, key, max);
  }
  return minLengthOfMembers(value, max);
}

function minLengthOfMembers(value: object, max: number): number {
  // Brackets, and a comma after each member but the last.
  let length = 1;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && length <= max; index += 1) {
      length += 1 + minLength(value[index], String(index), max - length);
    }
    return Math.max(length, 2);
  }
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return 0;
  }
  for (const [key, member] of Object.entries(value)) {
    if (length > max) {
      break;
    }
    const min = minLength(member, key, max - length);
    length += min === 0 ? 0 : key.length + 4 + min;
  }
  return Math.max(length, 2);
}
