import { asciiJsonText } from "./ascii-json.js";
import { fromQuantiles } from "./distributions.js";
import { abstractLength, sentences, shareWithMaths } from "./figures.js";
import { createRandom, type Random } from "./random.js";
import { methodOf, sentence } from "./texts.js";
import { formulas } from "./words.js";

/** Characters of a line at most: of titles fewer, because arXiv prints `Title: ` before them. */
const [longestOfTitle, longestOfAbstract] = [73, 79];

const space = 32;

/** A title as JSON without quotes, further lines indented. */
export function snapshotTitle(title: string): string {
  return wrapped(title, longestOfTitle, "\\n  ");
}

/**
 * Makes abstracts as JSON without quotes: in lines, the first one indented, some with maths. Their sentences are taken
 * from a stock, because to make a snapshot of millions each anew would take twice as long.
 */
export function createAbstractMaker(): (random: Random, title: string) => string {
  const lengthOf = fromQuantiles(abstractLength);
  const stock = stockOf(sentences.plain, false);
  const mathsStock = stockOf(sentences.maths, true);
  return (random, title) => {
    const length = lengthOf(random.fraction());
    let text = `  ${stock[random.below(stock.length)]} We call it ${methodOf(random, title)}.`;
    let maths = random.chance(shareWithMaths) ? 1 + random.below(4) : 0;
    while (text.length < length - 70) {
      const from = maths > 0 ? mathsStock : stock;
      text += ` ${from[random.below(from.length)]}`;
      maths--;
    }
    return `${wrapped(text, longestOfAbstract, "\\n")}\\n`;
  };
}

/** The same ones in every snapshot, with a formula behind one of the words or without. */
function stockOf(size: number, maths: boolean): readonly string[] {
  const random = createRandom();
  return Array.from({ length: size }, (_, index) => {
    random.restart(size, index);
    const words = sentence(random).split(" ");
    if (maths) {
      const formula = asciiJsonText(`$${formulas[random.below(formulas.length)]}$`);
      words.splice(1 + random.below(words.length - 1), 0, formula);
    }
    // Joined, a text is one piece of memory; as a template leaves it, it is put together anew in each abstract.
    return words.join(" ");
  });
}

/** Lines of at most `longest` characters, broken at spaces. */
function wrapped(text: string, longest: number, lineBreak: string): string {
  let lines = "";
  let start = 0;
  while (text.length - start > longest) {
    let end = start + longest;
    // In a third of the time that `lastIndexOf` takes.
    while (text.charCodeAt(end) !== space) end--;
    lines += text.slice(start, end) + lineBreak;
    start = end + 1;
  }
  return lines + text.slice(start);
}
