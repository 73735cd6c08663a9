import { commonWords } from "./common-words.js";
import { shorterStems } from "./prefix.js";
import type { Demand } from "./query.js";
import type { Condition, PhraseTerm } from "./tsquery.js";
import { type Compound, isRun, type Part, partsOf, type Word } from "./words.js";

/** What a word demands; several conditions where it is several words (`foo,bar`). */
export function conditionsOfWord(typed: string): Demand[] {
  const { text, prefix } = withoutStar(typed.slice(0, maxWordLength));
  const parts = partsOf(text);
  return parts.map((part, index) => demandOf(part, prefix && index === parts.length - 1));
}

/** What the text between two quotation marks demands. */
export function conditionOfPhrase(text: string): Demand | undefined {
  const sequences: Element[][][] = [];
  let single: Demand | undefined;
  for (const typed of text.split(/[\s\p{Cc}]+/u).slice(0, maxPhraseTerms)) {
    const { text: word, prefix } = withoutStar(typed.slice(0, maxWordLength));
    const parts = partsOf(word);
    for (const [index, part] of parts.entries()) {
      const isPrefix = prefix && index === parts.length - 1;
      sequences.push(spellingsOf(part, isPrefix));
      single = demandOf(part, isPrefix);
    }
  }
  if (sequences.length <= 1) return single;
  const variants = combined(sequences);
  const texts = variants[0] ?? [];
  const rest = texts.filter(({ common }) => !common);
  const conditions = variants.map(phraseOf);
  return {
    condition: conditions.length === 1 ? (conditions[0] as Condition) : { any: conditions },
    terms: distinct(
      [...(rest.length === 0 ? texts : variants.flat().filter(({ common }) => !common))].map(
        ({ term }) => term,
      ),
    ),
    common: false,
  };
}

/** Of longer words and phrases the beginning is demanded: PostgreSQL runs a phrase by recursion, a level for each term. */
const maxWordLength = 500;
const maxPhraseTerms = 64;

/** `word*`, unless the star is a sign of its own as in A*. */
function withoutStar(typed: string): { text: string; prefix: boolean } {
  const [text = "", stars] = typed.split(/(\*+)[^\p{L}\p{N}*+#]*$/u);
  if (stars === undefined || /(?:^|[^\p{L}\p{N}])[A-Za-z]$/u.test(text))
    return { text: typed, prefix: false };
  return { text, prefix: true };
}

/** A term in a phrase. */
interface Element extends PhraseTerm {
  readonly common: boolean;
}

function demandOf(part: Part, prefix: boolean): Demand {
  const [parts = [], ...joinedForms] = spellingsOf(part, prefix);
  if (isRun(part))
    return { condition: phraseOf(parts), terms: distinct(parts.map(({ term }) => term)), common: false };
  const first = part.words[0];
  if (part.words.length === 1 && first !== undefined) return demandOfWord(first, prefix);
  const whole = part.joined.find(({ first, last }) => first === 0 && last === part.words.length - 1);
  const joined = whole === undefined ? [] : [{ term: whole.term, prefix }];
  const telling = parts.filter(({ common }) => !common);
  return {
    condition:
      joined.length === 0 && joinedForms.length === 0
        ? phraseOf(parts)
        : { any: [...joined, phraseOf(parts)] },
    terms: distinct(
      [...joined, ...(joined.length + telling.length === 0 ? parts : telling)].map(({ term }) => term),
    ),
    common: false,
  };
}

function demandOfWord(word: Word, prefix: boolean): Demand {
  const { text, term, signed } = word;
  if (!prefix)
    return { condition: { term: signed ?? term, prefix }, terms: [signed ?? term], common: isCommon(word) };
  const others = shorterStems(text).map((other) => ({ term: other, prefix: false }));
  const own = { term: text, prefix: true };
  return {
    condition: others.length === 0 ? own : { any: [own, ...others] },
    terms: distinct([term, text, ...others.map((other) => other.term)]),
    common: false,
  };
}

function isCommon({ text, signed }: Word): boolean {
  return signed === undefined && commonWords.has(text);
}

/** The ways in which documents may spell a part: its words and, where that is another one, the joined form. */
function spellingsOf(part: Part, prefix: boolean): Element[][] {
  if (isRun(part)) return [elementsOfRun(part.letters)];
  const { words, joined }: Compound = part;
  const separate = words.map((word, index) => elementOf(word, prefix && index === words.length - 1));
  const others = joined
    .filter(({ splits }) => !splits)
    .map(({ term }): Element[] => [{ term, prefix, step: 1, common: false }]);
  return [separate, ...others];
}

function elementOf(word: Word, prefix: boolean): Element {
  const step = 1;
  if (prefix) return { term: word.text, prefix, others: shorterStems(word.text), step, common: false };
  return { term: word.signed ?? word.term, prefix, step, common: isCommon(word) };
}

/** Pairs of letters. A document has its last letter alone, after the last pair. */
function elementsOfRun(letters: readonly string[]): Element[] {
  const [only = ""] = letters;
  if (letters.length === 1) return [{ term: only, prefix: true, step: 1, common: false }];
  return letters.slice(1).map((letter, index) => ({
    term: `${letters[index]}${letter}`,
    prefix: false,
    step: index === letters.length - 2 ? 2 : 1,
    common: false,
  }));
}

const maxVariants = 8;

/** All ways to spell a sequence of parts; joined forms beyond the limit are left out. */
function combined(sequences: readonly Element[][][]): Element[][] {
  let variants: Element[][] = [[]];
  for (const spellings of sequences) {
    const [separate = []] = spellings;
    const taken = variants.length * spellings.length <= maxVariants ? spellings : [separate];
    variants = taken.flatMap((spelling) => variants.map((variant) => [...variant, ...spelling]));
  }
  return variants;
}

function phraseOf(elements: readonly Element[]): Condition {
  const [first] = elements;
  if (elements.length === 1 && first !== undefined) return { term: first.term, prefix: first.prefix };
  return { phrase: elements.slice(0, maxPhraseTerms) };
}

function distinct(terms: readonly string[]): string[] {
  return [...new Set(terms)];
}
