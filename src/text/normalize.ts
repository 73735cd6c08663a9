/**
 * A text in one of Unicode's normalization forms, without marks beyond 30 in a row: a normalizer sorts the marks of a
 * letter, which takes time with the square of their number. No language puts as many on a letter; see the Stream-Safe Text
 * Format of UAX #15, section 13, which has the same limit.
 */
export function normalize(text: string, form: "NFC" | "NFKC" | "NFKD"): string {
  return withoutExcessMarks(text).normalize(form);
}

const maxMarks = 30;

/** Leaves at most 30 UTF-16 code units of each run of marks. */
export function withoutExcessMarks(text: string): string {
  if (text.length <= maxMarks) return text;
  return text.replace(markRuns, (run) => (run.length > maxMarks ? run.slice(0, cutIn(run)) : run));
}

/** Halfwidth sound marks are letters that become marks by compatibility decomposition. */
const markRuns = /[\p{M}\uff9e\uff9f]+/gu;

/** Never between the halves of a surrogate pair. */
function cutIn(run: string): number {
  const code = run.charCodeAt(maxMarks - 1);
  return code >= 0xd800 && code < 0xdc00 ? maxMarks - 1 : maxMarks;
}
