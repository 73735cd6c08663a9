/**
 * Normalizes text after limiting runs of marks to 30, because normalizers sort the marks of a letter in quadratic time. No
 * language has that many; the Stream-Safe Text Format of UAX #15, section 13, has the same limit.
 */
export function normalize(text: string, form: "NFC" | "NFKC" | "NFKD"): string {
  return withoutExcessMarks(text).normalize(form);
}

const maxMarks = 30;

/** Truncates each run of marks to 30 UTF-16 code units. */
function withoutExcessMarks(text: string): string {
  if (text.length <= maxMarks) return text;
  return text.replace(markRuns, (run) => (run.length > maxMarks ? run.slice(0, cutIn(run)) : run));
}

/** Includes halfwidth sound marks, which compatibility decomposition turns into marks. */
const markRuns = /[\p{M}\uff9e\uff9f]+/gu;

/** Never splits a surrogate pair. */
function cutIn(run: string): number {
  const code = run.charCodeAt(maxMarks - 1);
  return code >= 0xd800 && code < 0xdc00 ? maxMarks - 1 : maxMarks;
}
