import fc from "fast-check";
import { expect, test } from "vitest";
import { foldSpace, nameKey, titleKey } from "../src/domain/keys.js";
import { parsePaperInput } from "../src/domain/paper-input.js";
import { foldName, foldTitle } from "./kit/folding.js";

// What is plain ASCII is folded by shorter ways: all of them must lead where the long one does.

const plain = fc.constantFrom("a", "B", "z", "0", "9", "-", ".", "'", "$", "~", " ", "  ", "\n", " \n");
const strange = fc.constantFrom(
  "\t",
  "\0",
  "\u001f",
  "\u007f",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "é",
  "ß",
  "ς",
  "ﬁ",
  "Ⅷ",
  "\u0301",
  "\ud800",
  "\udc00",
);
const text = fc.oneof(
  fc.array(plain).map((parts) => parts.join("")),
  fc.array(fc.oneof({ weight: 5, arbitrary: plain }, strange)).map((parts) => parts.join("")),
  fc.string({ unit: "binary-ascii" }),
);
const check = (holds: (text: string) => void) => fc.assert(fc.property(text, holds), { numRuns: 2_000 });

test("white space is folded to single spaces between words", () => {
  check((typed) => {
    expect(foldSpace(typed)).toBe(typed.replace(/[\s\0]+/g, " ").trim());
  });
});

test("what a source says is without control characters and halves of letters besides", () => {
  check((typed) => {
    // DEL is what a lost letter leaves within a word; the others part words.
    const clean = [...typed.trim().replaceAll("\u007f", "")]
      .map((letter) =>
        /^[\ud800-\udfff]$/.test(letter)
          ? "\ufffd"
          : /[\p{Cc}\s]/u.test(letter) && letter !== "\u0085"
            ? " "
            : letter,
      )
      .join("");
    const abstract = clean.replace(/\s+/g, " ").trim();
    const parsed = parsePaperInput({ title: "On Trees", abstract: typed });
    expect(parsed).toEqual({ draft: { title: "On Trees", ...(abstract && { abstract }) } });
  });
});

test("keys are the same by the classes of ASCII as by those of Unicode", () => {
  check((typed) => {
    expect(titleKey(typed)).toBe(foldTitle(typed) || foldSpace(typed));
    expect(nameKey(typed)).toBe(foldName(typed) || foldSpace(typed));
  });
});
