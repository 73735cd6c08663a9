const beginning = /^\s*\[\s*(?:['"{[(]|None\b)/;
const item = /[\s,]*(?:'([^'\\]*(?:\\.[^'\\]*)*)'|"([^"\\]*(?:\\.[^"\\]*)*)")/sy;

/**
 * Parses a list of strings that was printed to a string: `['Bo Lind', 'Ana Prieto']` by Python, without commas by NumPy, with
 * double quotes as JSON.
 *
 * @returns undefined if it is not a list, and "other" for a list of other values
 */
export function printedTexts(text: string): string[] | "other" | undefined {
  if (!beginning.test(text)) return undefined;
  const list = jsonOf(text);
  if (list !== undefined) return list.every((each) => typeof each === "string") ? list : "other";
  const texts: string[] = [];
  let end = text.indexOf("[") + 1;
  for (;;) {
    item.lastIndex = end;
    const found = item.exec(text);
    if (found === null) return /^[\s,]*\]\s*$/.test(text.slice(end)) ? texts : "other";
    texts.push((found[1] ?? found[2] ?? "").replace(/\\(.)/gs, "$1"));
    end = item.lastIndex;
  }
}

function jsonOf(text: string): unknown[] | undefined {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    return undefined;
  }
}
