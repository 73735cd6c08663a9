import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePaperInput } from "../../src/domain/interchange/parse-paper.js";
import { nameKey, titleKey } from "../../src/domain/values/folded-keys.js";
import { foldLetters } from "../../src/text/letters.js";
import { foldSpace } from "../../src/text/spaces.js";
import { foldName } from "../kit/models/folding.js";

// ASCII is folded by fast paths, which must give the same as the general one.

const plain = fc.constantFrom("a", "B", "z", "0", "9", "-", ".", "'", "$", "~", " ", "  ", "\n", " \n");
const strange = fc.constantFrom(
  ..."\t\0\u001f\u007f\u0085\u00a0\u2028\ufeff\ud800\udc00",
  ..."éßςﬁⅧłØİıŒǅʼ",
  "\u0301",
  "\u0306",
  "\u3099",
  ..."иёІ",
  ..."かガァ",
  ..."रमाि",
  ..."กำ้",
  ..."שׁבَّآ",
  "한",
  "ᄒ",
  "ᅡ",
);
const text = fc.oneof(
  fc.array(plain).map((parts) => parts.join("")),
  fc.array(fc.oneof({ weight: 3, arbitrary: plain }, strange)).map((parts) => parts.join("")),
  fc.string({ unit: "binary-ascii" }),
  fc.string({ unit: "binary" }),
);
const check = (holds: (text: string) => void) => fc.assert(fc.property(text, holds), { numRuns: 2_000 });

test("whitespace is folded to single spaces between words", () => {
  check((typed) => {
    expect(foldSpace(typed)).toBe(typed.replace(/[\s\0]+/g, " ").trim());
  });
});

test("control characters and lone surrogates are removed from source texts", () => {
  check((typed) => {
    // DEL is what a lost letter leaves within a word; the others part words.
    const clean = [...typed.trim().replaceAll("\u007f", "")]
      .map((letter) =>
        /^[\ud800-\udfff]$/.test(letter)
          ? "\ufffd"
          : /[\p{Cc}\s]/u.test(letter) && !/[\u0080-\u009f]/.test(letter)
            ? " "
            : letter,
      )
      .join("");
    const abstract = clean.replace(/\s+/g, " ").trim();
    const parsed = parsePaperInput({ title: "On Trees", abstract: typed });
    expect(parsed).toEqual({ draft: { title: "On Trees", ...(abstract && { abstract }) } });
  });
});

test("keys of ASCII texts are the same by the fast and the general path", () => {
  const ascii = fc.string({ unit: "binary-ascii", maxLength: 100 });
  const both = fc.oneof(
    ascii,
    fc.array(plain, { maxLength: 50 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(both, (typed) => {
      // A letter outside of ASCII requires the general path.
      expect(nameKey(`a ${typed} ÿ`)).toBe(nameKey(`a ${typed} y`));
      expect(titleKey(`a ${typed} ÿ`)).toBe(titleKey(`a ${typed} y`));
      expect(nameKey(typed)).toBe(foldName(typed) || foldSpace(typed));
    }),
    { numRuns: 2_000 },
  );
});

test("folding is idempotent, and the same for composed and decomposed text", () => {
  check((typed) => {
    const folded = foldLetters(typed);
    expect(foldLetters(folded)).toBe(folded);
    expect(foldLetters(typed.normalize("NFC"))).toBe(folded);
    expect(foldLetters(typed.normalize("NFD"))).toBe(folded);
    expect(folded.normalize("NFC")).toBe(folded);
    expect(nameKey(nameKey(typed))).toBe(nameKey(typed));
    expect(nameKey(typed.normalize("NFD"))).toBe(nameKey(typed.normalize("NFC")));
  });
});

test("a name without letters has one key, composed or not", () => {
  for (const name of ["\u0b4b", "\u1fcd", "\u226d"]) {
    expect(nameKey(name.normalize("NFD"))).toBe(nameKey(name.normalize("NFC")));
    expect(titleKey(name.normalize("NFD"))).toBe(titleKey(name.normalize("NFC")));
  }
});

describe("equal names", () => {
  test.each([
    ["Łukasz Wójcik", "lukasz wojcik"],
    ["Søren Kjær", "soren kjaer"],
    ["Gökçe Yıldız", "gokce yildiz"],
    ["İPEK YILDIZ", "ipek yildiz"],
    ["Đặng Minh", "dang minh"],
    ["Þórður Guðmundsson", "thordur gudmundsson"],
    ["Hans Nießner", "HANS NIESSNER"],
    ["Héloïse Lœuf", "heloise loeuf"],
    ["Øyvind Ħal", "oyvind hal"],
    ["Ștefan Țurcanu", "Stefan Turcanu"],
    ["Γιώργος Παπαδόπουλος", "ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ"],
    ["Ива́н Петро́в", "Иван Петров"],
    ["שָׁלוֹם כֹּהֵן", "שלום כהן"],
    ["مُحَمَّد عَلِيّ", "محمد علي"],
    ["محـــمد", "محمد"],
    ["علی\u200cرضا", "علیرضا"],
    ["ﾕｶ", "ユカ"],
    ["Ｙｕｋａ", "yuka"],
    ["Sean O’Brien", "Sean O'Brien"],
    ["Sean Oʼbrien", "sean o'brien"],
    ["Balázs, C.-P.", "balazs c p"],
    ["Mar\u00adta", "Marta"],
  ])("%s and %s", (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });
});

describe("different names", () => {
  test.each([
    ["राम", "रमा"],
    ["राम", "रम"],
    ["ゆうか", "ゆうが"],
    ["ハハ", "パパ"],
    ["Андрей", "Андреи"],
    ["Королёв", "Королев"],
    ["Їжак", "Іжак"],
    ["กา", "กำ"],
    ["मणि", "मणी"],
    ["한", "하"],
    ["آل", "ال"],
    ["தமிழ்", "தமழ"],
    ["Bo Lind", "Bo Lund"],
  ])("%s and %s", (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });
});

describe("equal titles", () => {
  test.each([
    ["Measuring R²", "Measuring $R^2$"],
    ["Measuring R²", "Measuring R$^{2}$"],
    ["Measuring R²", "Measuring R^2"],
    ["M$^3$IT: A Dataset", "M^3IT — a dataset."],
    ["360^circ Views", "360° views"],
    ["360$^{\\circ}$ Views", "360° views"],
    ["The 5^{th} Round", "The 5th Round"],
    ["H$_2$O: an Oracle", "H₂O: An oracle"],
    ["Learning at 10^{-3}", "Learning at 10⁻³"],
    ["Encoder–Decoder Limits", "Encoder-decoder limits"],
    ["Agents — Planners", "Agents -- planners"],
    ["The “Attention” Era", 'The "attention" era'],
    ["Model’s Limits", "Model's limits"],
    ["3×3 Filters", "3x3 filters"],
    ["Scaling $3\\times 3$ Filters", "Scaling 3 × 3 Filters"],
    ["From A → B", "From A $\\to$ B"],
    ["With x ≤ y", "With $x \\leq y$"],
    ["The β-VAE", "The $\\beta$-VAE"],
    ["The β-VAE", "The beta-VAE"],
    ["μP at ε", "$\\mu$P at $\\varepsilon$"],
    ["Of Δ and ϕ", "Of $\\Delta$ and $\\phi$"],
    ["When x ∉ A", "When $x \\notin A$"],
    ["When x ∉ A", "When $x \\not\\in A$"],
    ["When x ∈ A", "When $x \\in A$"],
    ["Prefill \\& Decode", "Prefill & Decode"],
    ["Prefill and Decode", "Prefill & Decode"],
    ["70\\% of Tokens", "70% of tokens"],
    ["In $\\mathcal{O}(n)$ Time", "In O(n) Time"],
    ["Schrödinger Bridges", "Schrodinger bridges"],
    ["10,000 Words", "10000 words"],
    ["An end.", "An end"],
    ["½ of it", "1/2 of it"],
  ])("%s and %s", (one, other) => {
    expect(titleKey(one)).toBe(titleKey(other));
  });
});

describe("different titles", () => {
  test.each([
    ["Writing C code", "Writing C++ code"],
    ["Writing C code", "Writing C# code"],
    ["Writing C++ code", "Writing C# code"],
    ["Measuring R²", "Measuring R2"],
    ["Measuring R²", "Measuring R"],
    ["Measuring R²", "Measuring R³"],
    ["Search by A*", "Search by A"],
    ["When x < y", "When x > y"],
    ["When x ≤ y", "When x < y"],
    ["When x = y", "When x ≠ y"],
    ["When x ∈ A", "When x ∉ A"],
    ["When A ⊂ B", "When A ⊄ B"],
    ["The β-VAE", "The VAE"],
    ["Gemini 1.5", "Gemini 15"],
    ["Worth 1/2 Tokens", "Worth 12 Tokens"],
    ["Beyond Pass@1", "Beyond Pass1"],
    ["राम", "रम"],
    ["ゆうか", "ゆうが"],
    ["ILLUME", "ILLUME+"],
    ["+", "-"],
    ["???", "!!!"],
  ])("%s and %s", (one, other) => {
    expect(titleKey(one)).not.toBe(titleKey(other));
  });
});

test("a long key keeps its prefix and has a fixed length", () => {
  expect(titleKey(`${"Long ".repeat(200)}C`)).not.toBe(titleKey(`${"Long ".repeat(200)}C++`));
  expect(titleKey("Long ".repeat(200))).toHaveLength(283);
});
