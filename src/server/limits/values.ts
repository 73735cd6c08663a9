/**
 * Maximum number of values in the JSON of a request without the write token: members of objects and elements of lists. A
 * filter with all fields has dozens.
 *
 * Counted before parsing, declared or not, because a parsed value takes up to twenty times as much memory as its text.
 */
export const maxValues = 2_000;

export function tooManyValues(max: number): string {
  return `The request has more than ${max} values. Send several requests; writes with the write token are not limited.`;
}
