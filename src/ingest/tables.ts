/**
 * Whether a text looks like a table of delimited values: two rows with the same number of cells, not followed by a blank line
 * as between paragraphs.
 */
export function isTable(text: string): boolean {
  // Excel's separator line.
  if (/^sep=.\r?\n/.test(text)) return true;
  if (/^\s*[{[<]/.test(text)) return false;
  const rows = text.replace(/^(?:[ \t]*\r?\n)+/, "");
  return [",", ";", "\t", "|"].some((separator) => isSeparatedBy(rows, separator));
}

const maxNameLength = 60;

function isSeparatedBy(text: string, separator: string): boolean {
  const header = rowAt(text, 0, separator);
  const { length, [length - 1]: last = "" } = header.cells;
  if (length < 2 || !header.cells.every(isName)) return false;
  // Lines of prose and code contain separators too, often followed by a space.
  if (/[;{]$/.test(last) || (length === 2 && !/^\S/.test(last))) return false;
  if (separator === "|" && header.cells.some((cell) => cell !== cell.trim())) return false;
  if (text.slice(header.end).trim() === "") return length > 2;
  const second = rowAt(text, header.end, separator);
  return second.cells.length === length && !/^[ \t]*\r?\n\s*\S/.test(text.slice(second.end));
}

function isName(cell: string): boolean {
  return cell.length <= maxNameLength && /^(?:".*"|[^"]*)$/s.test(cell);
}

/** Quoted cells may contain separators and line breaks. */
function rowAt(text: string, start: number, separator: string): { cells: string[]; end: number } {
  const others = `[^\\${separator}\\r\\n]`;
  const cell = new RegExp(`("[^"]*(?:""[^"]*)*"(?!${others})|${others}*)(\\${separator}|\\r\\n?|\\n|$)`, "y");
  cell.lastIndex = start;
  const cells: string[] = [];
  for (;;) {
    const [, written = "", end] = cell.exec(text) ?? [];
    cells.push(written);
    if (end !== separator) return { cells, end: end === undefined ? text.length : cell.lastIndex };
  }
}
