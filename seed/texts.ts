import type { Shape } from "./authors.js";
import { fromQuantiles, zipf } from "./distributions.js";
import { abstractLength, keywords, keywordsPerArchivePaper, keywordsPerPaper } from "./figures.js";
import type { Random } from "./random.js";
import {
  adjectives,
  closings,
  gerunds,
  joints,
  nameEndings,
  openings,
  settings,
  syllables,
  things,
  topics,
} from "./words.js";

export interface TextMaker {
  title(random: Random): string;
  /** Contains words of the title and the keywords, like real abstracts. */
  abstract(random: Random, title: string, keywords: readonly string[]): string;
  keywords(random: Random): string[];
}

export function createTextMaker(shape: Shape): TextMaker {
  const lengthOf = fromQuantiles(abstractLength);
  const keywordsCount = fromQuantiles(shape === "archive" ? keywordsPerArchivePaper : keywordsPerPaper);
  const keywordRank = zipf(keywords.size, keywords.exponent, keywords.flat);

  return {
    title(random) {
      const topic = capitalized(pick(topics, random));
      const adjective = capitalized(pick(adjectives, random));
      const thing = capitalized(pick(things, random));
      const setting = pick(settings, random);
      switch (random.below(5)) {
        case 0:
          return `${gerunds[random.below(gerunds.length)]} ${adjective} ${thing} for ${topic} in ${setting}`;
        case 1:
          return `${adjective} ${topic} via ${capitalized(pick(adjectives, random))} ${thing} and ${capitalized(pick(topics, random))}`;
        default:
          return `${methodName(random)}: ${adjective} ${thing} for ${capitalized(pick(adjectives, random))} ${topic}`;
      }
    },

    abstract(random, title, keywords) {
      const length = lengthOf(random.fraction());
      const method = methodOf(random, title);
      let text = `${sentence(random)} We call it ${method}.`;
      for (let index = 0; text.length < length - 70; index++) text += ` ${sentence(random, keywords[index])}`;
      return text;
    },

    keywords(random) {
      const count = keywordsCount(random.fraction());
      const ranks: number[] = [];
      while (ranks.length < count) {
        const rank = keywordRank(random.fraction());
        if (!ranks.includes(rank)) ranks.push(rank);
      }
      // The feed does not fold case; one keyword in thirty is capitalized.
      return ranks.map((rank) => (random.chance(1 / 30) ? capitalized(keywordAt(rank)) : keywordAt(rank)));
    },
  };
}

const heads = [...topics, ...things];
const modifiers = [...adjectives, ...things];

/** A unique keyword for a rank: one word for the most frequent, then two or three. */
export function keywordAt(rank: number): string {
  if (rank < heads.length) return heads[rank] ?? "";
  // Scatters ranks over all phrases, so that frequent ones do not all end with the same word. The factor is coprime to the
  // size, so phrases are unique.
  const phrase = (rank * 48_611) % keywords.size;
  const head = heads[phrase % heads.length] ?? "";
  const rest = Math.floor(phrase / heads.length);
  const modifier = modifiers[rest % modifiers.length] ?? "";
  const layer = Math.floor(rest / modifiers.length);
  if (layer === 0) return `${modifier} ${head}`;
  return `${adjectives[(phrase + 29 * layer) % adjectives.length]} ${modifier} ${head}`;
}

/** The method named by a title, or an invented one. */
export function methodOf(random: Random, title: string): string {
  return title.includes(":") ? title.slice(0, title.indexOf(":")) : methodName(random);
}

export function sentence(random: Random, subject: string = pick(topics, random)): string {
  const opening = pick(openings, random);
  const start = `${opening} ${pick(adjectives, random)} ${subject} with ${pick(things, random)}`;
  const closing = pick(closings, random);
  const end = closing.includes("#") ? closing.replaceAll("#", () => String(1 + random.below(99))) : closing;
  return `${start} ${pick(joints, random)} ${pick(settings, random)}, ${end}.`;
}

/** An invented name such as `LumveraNet`. */
function methodName(random: Random): string {
  const count = 2 + random.below(2);
  let name = "";
  for (let syllable = 0; syllable < count; syllable++)
    name += syllables[random.below(syllables.length)] ?? "";
  return capitalized(name) + (nameEndings[random.below(nameEndings.length)] ?? "");
}

/** Picks words at the beginning of a list more frequently. */
function pick(list: readonly string[], random: Random): string {
  const fraction = random.fraction();
  return list[Math.floor(fraction * fraction * list.length)] ?? "";
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
