const beginning = /^\s*\[\s*(?:['"{[(]|None\b)/;
const item = /[\s,]*(?:'([^'\\]*(?:\\.[^'\\]*)*)'|"([^"\\]*(?:\\.[^"\\]*)*)")/sy;

/**
 * The texts of a list that a program printed into a text: `['Bo Lind', 'Ana Prieto']` is Python's, without commas NumPy's, with
 * double quotation marks JSON.
 *
 * @returns undefined for a text that is no such list, and "other" for a list of something else than texts
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
