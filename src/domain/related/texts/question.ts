import { isCommonWord, withoutShouting } from "../../../text/analysis/common-words.js";
import { chunksOf, withoutMarks } from "./whole-words.js";

/** Common words that are part of a subject: `few shot`, `off policy`, `out of distribution`. */
const qualifying: ReadonlySet<string> = new Set(
  "few in on off out up down over under before after between against during through all more most".split(" "),
);

/** `What's`, `don't`, `can't`. */
const contracted = /^(?:ai|sha|wo)n['’]t$|^let['’]s$|(?<!ca)n['’]t$|['’](?:t|s|re|ve|ll|d|m)$/i;
const betweenWords = /[^\p{L}\p{N}+#*]+/u;

/**
 * The text without words that only ask or connect, such as `how`, `what` and `of`, which would be half of a question.
 *
 * @returns undefined if all other words are common, too
 */
export function subjectIn(text: string): string | undefined {
  // `IT` alone is an acronym.
  return tellingIn(withoutShouting(text)) ?? tellingIn(text);
}

function tellingIn(text: string): string | undefined {
  const telling = [...chunksOf(text)].filter((chunk) => !consistsOf(chunk, onlyConnects));
  return telling.every((chunk) => consistsOf(chunk, isCommonWord)) ? undefined : telling.join(" ");
}

function onlyConnects(word: string): boolean {
  return isCommonWord(word) && !qualifying.has(word.toLowerCase());
}

/** Of such words alone, also if they are contracted, connected or in quotation marks. */
function consistsOf(chunk: string, isOne: (word: string) => boolean): boolean {
  const words = withoutMarks(chunk).replace(contracted, "").split(betweenWords);
  return words.every((word) => word === "" || isOne(word));
}
