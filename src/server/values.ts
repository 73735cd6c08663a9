/**
 * Values in the JSON of a request without the write token: members of objects and elements of lists. A filter with all of
 * its parts has dozens; writes have as many as their items.
 *
 * They are counted before the text is parsed, declared by the operation or not: a value takes up to twenty times as much
 * memory as its text.
 */
export const maxValues = 2_000;

export function tooManyValues(max: number): string {
  return `The request has more than ${max} values. Send several requests, or the write token with a write.`;
}
