/**
 * Whether a text begins as a table of separated values does: two rows of as many cells, and no blank line after them as
 * between the paragraphs of a text.
 */
export function isTable(text: string): boolean {
  // What Excel is shown.
  if (/^sep=.\r?\n/.test(text)) return true;
  if (/^\s*[{[<]/.test(text)) return false;
  const rows = text.replace(/^(?:[ \t]*\r?\n)+/, "");
  return [",", ";", "\t", "|"].some((separator) => isSeparatedBy(rows, separator));
}

const longestName = 60;

function isSeparatedBy(text: string, separator: string): boolean {
  const header = rowAt(text, 0, separator);
  const { length, [length - 1]: last = "" } = header.cells;
  if (length < 2 || !header.cells.every(isName)) return false;
  // Lines of prose and of code have separators too, often with a space behind them.
  if (/[;{]$/.test(last) || (length === 2 && !/^\S/.test(last))) return false;
  if (separator === "|" && header.cells.some((cell) => cell !== cell.trim())) return false;
  if (text.slice(header.end).trim() === "") return length > 2;
  const second = rowAt(text, header.end, separator);
  return second.cells.length === length && !/^[ \t]*\r?\n\s*\S/.test(text.slice(second.end));
}

function isName(cell: string): boolean {
  return cell.length <= longestName && /^(?:".*"|[^"]*)$/s.test(cell);
}

/** Cells in quotation marks may hold separators, and lines. */
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
