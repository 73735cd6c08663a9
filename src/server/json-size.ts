/**
 * The JSON text of `value`, or undefined when it is longer than `maxBytes` bytes of UTF-8, escapes included.
 *
 * A walk adds up what each part takes at least and stops at the limit, so that a value of any size costs no more than the limit: only
 * then does JSON.stringify build the text, of up to six times `maxBytes` characters, since only an escaped character takes more than one.
 * The value has the meaning that it has for JSON.stringify: `toJSON` is called, undefined members are left out, and it throws the same
 * errors (for a BigInt, or a value that contains itself). Undefined, functions and symbols have no text and give undefined too.
 */
export function stringifyWithin(value: unknown, maxBytes: number): string | undefined {
  if (leastLength(value, "", maxBytes) > maxBytes) {
    return undefined;
  }
  const text: string | undefined = JSON.stringify(value);
  return text === undefined || Buffer.byteLength(text) > maxBytes ? undefined : text;
}

/** A number of bytes that the text of a value takes at least; any number above `enough` once it is more than that. */
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
