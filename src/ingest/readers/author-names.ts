import { stripEtAl } from "../../domain/interchange/et-al.js";
import { foldSpace } from "../../text/spaces.js";
import { nameFromTex } from "../../text/tex.js";

/** Belongs to the name before the comma: `Martin Luther King, Jr.` */
const suffix = /^(?:jr|sr|ii|iii|iv|2nd|3rd|4th)\.?$/i;

/** The line of 3,303 authors has some 60,000 characters. */
const maxLineLength = 1_000_000;

/**
 * Splits an author line of arXiv: names are separated by commas, semicolons, `and` or `&`, a collaboration by a colon. Drops
 * text in parentheses (affiliations, and the list of them at the end) and `et al.`
 */
export function splitAuthorNames(text: string): { names: string[] } | { problem: string } {
  if (text.length > maxLineLength)
    return { problem: `authors: expected at most ${maxLineLength.toLocaleString("en")} characters` };
  const parts = withoutParentheses(nameFromTex(text)).split(/[,;:]|\s(?:and|&)(?=\s)/u);
  const names: string[] = [];
  for (const part of parts) {
    const name = stripEtAl(foldSpace(part));
    const before = names.at(-1);
    if (before !== undefined && suffix.test(name)) names[names.length - 1] = `${before} ${name}`;
    else if (name !== "") names.push(name);
  }
  return { names };
}

/** `["Balázs", "C.", ""]` is `C. Balázs`; undefined if it contains no name. */
export function joinAuthorName(last: string, first: string, suffix: string): string | undefined {
  const name = stripEtAl(nameFromTex(`${first} ${last} ${suffix}`));
  if (name === "") return undefined;
  // arXiv's parser splits at hyphens: `C. -P.`
  return name.includes(". -") ? name.replace(/\. -(?=\p{L})/gu, ".-") : name;
}

/** An unclosed parenthesis extends to the next comma. */
function withoutParentheses(text: string): string {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let index = 0; index < text.length; index += 1)
    if (text[index] === "(") open.push(index);
    else if (text[index] === ")") {
      const start = open.pop();
      if (start !== undefined) closing.set(start, index);
    }
  let kept = "";
  for (let index = 0; index < text.length; ) {
    const next = text.indexOf("(", index);
    kept += `${text.slice(index, next < 0 ? undefined : next)} `;
    if (next < 0) break;
    const end = closing.get(next);
    const comma = end === undefined ? text.indexOf(",", next) : -1;
    index = end !== undefined ? end + 1 : comma < 0 ? text.length : comma;
  }
  return kept.replaceAll(")", " ");
}
