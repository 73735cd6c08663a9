import { asciiJsonText } from "./ascii-json.js";
import { fromQuantiles } from "./distributions.js";
import { abstractLength, sentences, shareWithMath } from "./figures.js";
import { createRandom, type Random } from "./random.js";
import { methodOf, sentence } from "./texts.js";
import { formulas } from "./words.js";

/** Maximum line lengths; lower for titles, because arXiv prints `Title: ` before them. */
const [maxTitleLine, maxAbstractLine] = [73, 79];

const space = 32;

/** A title as JSON without quotes, with continuation lines indented. */
export function snapshotTitle(title: string): string {
  return wrapped(title, maxTitleLine, "\\n  ");
}

/**
 * Makes wrapped abstracts as JSON without quotes, with the first line indented, some with math. Sentences come from a fixed
 * stock, because making each for a snapshot of millions would take twice as long.
 */
export function createAbstractMaker(): (random: Random, title: string) => string {
  const lengthOf = fromQuantiles(abstractLength);
  const stock = stockOf(sentences.plain, false);
  const mathStock = stockOf(sentences.math, true);
  return (random, title) => {
    const length = lengthOf(random.fraction());
    let text = `  ${stock[random.below(stock.length)]} We call it ${methodOf(random, title)}.`;
    let math = random.chance(shareWithMath) ? 1 + random.below(4) : 0;
    while (text.length < length - 70) {
      const from = math > 0 ? mathStock : stock;
      text += ` ${from[random.below(from.length)]}`;
      math--;
    }
    return `${wrapped(text, maxAbstractLine, "\\n")}\\n`;
  };
}

/** The same sentences in every snapshot, optionally with a formula. */
function stockOf(size: number, math: boolean): readonly string[] {
  const random = createRandom();
  return Array.from({ length: size }, (_, index) => {
    random.restart(size, index);
    const words = sentence(random).split(" ");
    if (math) {
      const formula = asciiJsonText(`$${formulas[random.below(formulas.length)]}$`);
      words.splice(1 + random.below(words.length - 1), 0, formula);
    }
    // `join` returns a flat string; a concatenated one would be flattened for each abstract.
    return words.join(" ");
  });
}

function wrapped(text: string, maxLength: number, lineBreak: string): string {
  let lines = "";
  let start = 0;
  while (text.length - start > maxLength) {
    let end = start + maxLength;
    // Three times as fast as `lastIndexOf`.
    while (text.charCodeAt(end) !== space) end--;
    lines += text.slice(start, end) + lineBreak;
    start = end + 1;
  }
  return lines + text.slice(start);
}
