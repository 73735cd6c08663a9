import fc from "fast-check";
import { expect, test } from "vitest";
import { misspelling } from "../../src/site/parts/spelling.js";

test.each([
  ["tim detmers", "Tim Dettmers", 1],
  ["difusion", "text-to-image diffusion models", 1],
  ["Ynan Lecun", "Yann LeCun", 1],
  ["Michael Zollhofer", "Michael Zollhöfer", 0],
  ["gogle", "Ionel Gog", undefined],
  ["", "Ada Lovelace", undefined],
])("%j compared with %j has %j mistakes", (text, name, mistakes) => {
  expect(misspelling(text, name)).toBe(mistakes);
});

test("a letter that is replaced, missing, added or swapped with its neighbor is one mistake", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcdef"), minLength: 5, maxLength: 20 });
  fc.assert(
    fc.property(word, fc.nat(3), fc.constantFrom("replace", "remove", "add", "swap"), (name, index, kind) => {
      const [start, rest] = [name.slice(0, index), name.slice(index)];
      const changed = {
        replace: `${start}x${rest.slice(1)}`,
        remove: start + rest.slice(1),
        add: `${start}x${rest}`,
        swap: start + [...rest.slice(0, 2)].reverse().join("") + rest.slice(2),
      }[kind];
      expect(misspelling(changed, name)).toBe(changed === name ? 0 : 1);
    }),
  );
});
