/** Every run of white space (no-break spaces included, and NUL, which Postgres takes in no text) as one space. */
export function foldSpace(text: string): string {
  const trimmed = text.trim();
  if (isPlain(trimmed)) return trimmed;
  // A single space, which is nearly all of them, is found and left alone rather than replaced by itself.
  return trimmed.replace(/ [\s\0]+|(?! )[\s\0]+/g, " ").trim();
}

/** Whether a text is printable ASCII without two spaces in a row, as most are: finding that out is cheaper than folding. */
export function isPlain(text: string): boolean {
  return !/ {2}|[^ -~]/.test(text);
}
