import fc from "fast-check";
import { expect, test } from "vitest";
import { termFinder } from "../../src/domain/related/term-finder.js";
import { hashTerm } from "../../src/search/term-hash.js";

const word = fc.string({ maxLength: 3, unit: fc.constantFrom(..."abcdé漢") });

test("terms of a paper are found as by comparing each with each", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { maxLength: 60 }),
      fc.array(word, { maxLength: 60 }),
      (terms, paper) => {
        const found = paper.flatMap((term, place) => {
          const position = terms.findLastIndex((other) => hashTerm(other) === hashTerm(term));
          return position < 0 ? [] : [[position, place]];
        });
        expect(termFinder(terms)(stored(paper))).toEqual({
          positions: found.map(([position]) => position),
          places: found.map(([, place]) => place),
        });
      },
    ),
  );
});

function stored(terms: readonly string[]): Buffer {
  const buffer = Buffer.alloc(4 * terms.length);
  for (const [index, term] of terms.entries()) {
    buffer.writeInt32BE(hashTerm(term), 4 * index);
  }
  return buffer;
}
