import { expect, test } from "vitest";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { numbered, reasonsOf, usePapers } from "../kit/search/related.js";

// A random corpus of words that are also names, keywords and parts of compounds.

const size = 160;
/** The next of a fixed sequence of numbers below a limit. */
const next = (() => {
  let state = 7;
  return (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
})();
const some = <T>(list: readonly T[]): T => list[next(list.length)] as T;
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));
const bases = times(
  60,
  (index) =>
    `${some(["br", "pl", "tr", "gl"])}o${"bdfgkmpt"[index % 8]}${"aiou"[index % 4]}lk${"aeo"[next(3)]}rb`,
);
const endings = ["", "s", "ed", "ing"];
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const word = () => some(bases) + some(endings);
const names = times(40, () => `${capital(some(bases))}-${capital(some(bases))}`);
const printed = () =>
  some([
    () => some(names),
    word,
    word,
    word,
    () => `${word()}-${word()}`,
    () => `${capital(some(bases))}${capital(some(bases))}`,
    () => `${capital(some(bases))}-${next(4)}Q`,
    () => `${next(4)}Q`,
    () => capital(some(bases)),
  ])();
const people = times(6, (index) => `${capital(bases[index] ?? "")} ${capital(bases[index + 6] ?? "")}`);
const papers = times(size, (index): PaperDraft => {
  const coined = some([() => `${some(names)}: `, () => `${capital(word())}: `, () => ""])();
  return {
    arxivId: numbered(index + 1),
    title: `${coined}${printed()} ${printed()} ${index}`,
    abstract: `${times(12, printed).join(" ")}.`,
    authors: [...new Set(times(next(4), () => some(people)))].map((name) => ({ name })),
    keywords: [...new Set(times(next(3), () => some(bases)))],
    ...(next(3) === 0 && { organization: { slug: `o${index}`, name: capital(some(bases)) } }),
  };
});
const app = usePapers(papers);

/** The words of a text, and those between the marks of compounds, without marks, case and endings. */
const wordsOf = (text: string) =>
  new Set(
    text
      .toLowerCase()
      .split(/\s+/)
      .flatMap((chunk) => [chunk.replace(/[^a-z0-9]/g, ""), ...chunk.split(/[^a-z0-9]+/)])
      .map((each) => each.replace(/(?<=rb)(?:s|ed|ing)$/, "")),
  );
const textOf = ({ title, abstract }: PaperDraft) => `${title} ${abstract}`;
/** All that a paper prints, without the keywords that it shares. */
const textBeside = (paper: PaperDraft, { keywords: shared = [] }: PaperDraft) =>
  [textOf(paper), ...(paper.keywords ?? []).filter((each) => !shared?.includes(each))].join(" ");
const prints = (text: string, name: string) =>
  text
    .toLowerCase()
    .split(/\s+/)
    .some((chunk) =>
      [chunk, ...chunk.split(/[^a-z0-9]+/)].some(
        (each) => each.replace(/[^a-z0-9]/g, "") === name.toLowerCase().replace(/[^a-z0-9]/g, ""),
      ),
    );

test("every reason for a relation holds", async () => {
  const seen = { names: 0, terms: 0, authors: 0 };
  for (const [index, paper] of papers.entries()) {
    if (index % 4 !== 0) continue;
    const own = textOf(paper);
    for (const [arxivId, { name, terms, sharedAuthors }] of await reasonsOf(app, numbered(index + 1))) {
      const other = papers[Number(arxivId.slice(-5)) - 1];
      if (!arxivId.startsWith("2501.") || other === undefined) continue;
      if (name !== null)
        expect([name, prints(own, name), prints(textOf(other), name)]).toEqual([name, true, true]);
      const words = wordsOf(textBeside(other, paper));
      for (const term of terms) {
        expect(textBeside(paper, other)).toContain(term);
        const [all] = wordsOf(term);
        expect([term, arxivId, words.has(all ?? "")]).toEqual([term, arxivId, true]);
      }
      const authorsOf = (draft: PaperDraft) => (draft.authors ?? []).map((author) => author.name);
      expect(sharedAuthors.map((author) => author.name).sort()).toEqual(
        authorsOf(paper)
          .filter((each) => authorsOf(other).includes(each))
          .sort(),
      );
      seen.names += name === null ? 0 : 1;
      seen.terms += terms.length;
      seen.authors += sharedAuthors.length;
    }
  }
  expect(seen.names).toBeGreaterThan(10);
  expect(seen.terms).toBeGreaterThan(1_000);
  expect(seen.authors).toBeGreaterThan(100);
});
