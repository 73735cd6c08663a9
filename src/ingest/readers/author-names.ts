import { foldSpace } from "../../domain/keys.js";
import { nameFromTex } from "./tex.js";

/** Stands behind a comma and yet belongs to the name before: `Martin Luther King, Jr.` */
const suffix = /^(?:jr|sr|ii|iii|iv|2nd|3rd|4th)\.?$/i;

/**
 * The names of a line of authors as arXiv prints it: separated by commas, semicolons, `and` or `&`, a collaboration set
 * off by a colon. What stands in parentheses (affiliations, and the list of them at the end) belongs to no name, nor
 * does `et al.`
 */
export function splitAuthorNames(text: string): string[] {
  const parts = withoutParentheses(nameFromTex(text)).split(/[,;:]|\s(?:and|&)(?=\s)/u);
  const names: string[] = [];
  for (const part of parts) {
    const name = foldSpace(part).replace(/^(?:and|&) |(?:^| )et al\.?$/giu, "");
    const before = names.at(-1);
    if (before !== undefined && suffix.test(name)) names[names.length - 1] = `${before} ${name}`;
    else if (/\p{L}/u.test(name)) names.push(name);
  }
  return names;
}

/** `["Balázs", "C.", ""]` is `C. Balázs`; undefined where there is no name in it. */
export function joinAuthorName(last: string, first: string, suffix: string): string | undefined {
  const name = foldSpace(nameFromTex(`${first} ${last} ${suffix}`))
    // arXiv's parser parts what a hyphen joined: `C. -P.`
    .replace(/\. -(?=\p{L})/gu, ".-");
  return name === "" ? undefined : name;
}

/** An unclosed parenthesis reaches to the next comma. */
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
    if (next < 0) return (kept + text.slice(index)).replaceAll(")", " ");
    kept += `${text.slice(index, next)} `;
    const comma = text.indexOf(",", next);
    index = (closing.get(next) ?? (comma < 0 ? text.length : comma) - 1) + 1;
  }
  return kept.replaceAll(")", " ");
}
