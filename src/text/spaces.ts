/** Replaces each run of white space (including no-break spaces, and NUL, which Postgres rejects) by one space. */
export function foldSpace(text: string): string {
  const trimmed = text.trim();
  if (isPlain(trimmed)) return trimmed;
  // Skips single spaces, by far the most frequent case.
  return trimmed.replace(/ [\s\0]+|(?! )[\s\0]+/g, " ").trim();
}

/** Fast path: whether a text is printable ASCII without consecutive spaces. */
export function isPlain(text: string): boolean {
  return !/ {2}|[^ -~]/.test(text);
}
