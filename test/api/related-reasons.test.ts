import { describe, expect, test } from "vitest";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { numbered, reasonsOf, usePapers } from "../kit/search/related.js";

describe("a name", () => {
  const abstract = "Gardeners measure the moisture of soil with a copper probe.";
  const mentions: [text: string, name: string, isMentioned: boolean][] = [
    ["We compare with Dolphins.", "Dolphins", true],
    ["We compare with a dolphin.", "Dolphins", false],
    ["We compare with Limi.", "Lime", false],
    ["We extend Fern-Root.", "FernRoot", true],
    ["We extend FERNROOT.", "Fern-Root", true],
    ["A Fern-Root's leaves.", "Fern-Root", true],
    ["We use the Fern-Rooted garden.", "Fern-Root", false],
    ["We train Moss2 on leaves.", "Moss", false],
    ["We train Sedge-based models.", "Sedge", true],
    ["We train Rush 2.5.", "Rush", true],
    ["We train Reed2.5 on leaves.", "Reed2", false],
    ["Leaves of (Ivy).", "Ivy+", false],
    ["Leaves of Hop+.", "Hop+", true],
    ["Leaves of Vine+.", "Vine", false],
    ["Leaves of *Oak* and **more**.", "Oak", true],
    ["Café au lait.", "Cafe", true],
    ["Leaves, i.e. thorns.", "IE", false],
    ["Leaves of IE.", "IE", true],
    ["Leaves or thorns, A/B.", "AB", false],
    ["Leaves of X-Y.", "X-Y", true],
    ["Leaves of V-Thyme.", "VThyme", true],
  ];
  const pairs = mentions.flatMap(([text, name]): PaperDraft[] => [
    { title: `${name}: a garden`, abstract },
    { title: "A shed", abstract: `${text} ${abstract}` },
  ]);
  // Each name is coined by its own paper; those of others must not make a pair.
  const app = usePapers([
    ...pairs,
    { title: "Tulip: a garden", abstract },
    { title: "A shed by Tulip", abstract, authors: [{ name: "Ada Orchid" }], keywords: ["daisy"] },
    {
      title: "A shed of the navy",
      abstract,
      organization: { slug: "peony", name: "Peony" },
    },
    { title: "Orchid: a garden", abstract },
    { title: "Daisy: a garden", abstract },
    { title: "Peony: a garden", abstract },
  ]);

  test.each(mentions.map((mention, index) => [...mention, 2 * index + 1] as const))(
    "in %j: %j is one: %j",
    async (_text, name, isMentioned, number) => {
      for (const [one, other] of [
        [number, number + 1],
        [number + 1, number],
      ] as const) {
        const found = (await reasonsOf(app, numbered(one))).get(numbered(other));
        expect(found?.name).toBe(isMentioned ? name : null);
      }
    },
  );

  test("of an author, a keyword or an organization is not one that the paper mentions", async () => {
    const first = 2 * mentions.length + 1;
    const plain = (await reasonsOf(app, numbered(first))).get(numbered(first + 2));
    expect((await reasonsOf(app, numbered(first))).get(numbered(first + 1))?.name).toBe("Tulip");
    for (const [coining, other] of [
      [first + 3, first + 1],
      [first + 4, first + 1],
      [first + 5, first + 2],
    ] as const) {
      const found = (await reasonsOf(app, numbered(coining))).get(numbered(other));
      expect(found?.name).toBeNull();
      expect((await reasonsOf(app, numbered(other))).get(numbered(coining))?.name).toBeNull();
      expect(plain?.name).toBeNull();
    }
  });
});

describe("shared authors", () => {
  const people = ["Ada Lovelace", "Grace Hopper", "Emmy Noether", "Mary Somerville"];
  const authorsOf = (index: number) => people.filter((_, person) => (index >> person) % 2 === 1);
  const papers = Array.from(
    { length: 150 },
    (_, index): PaperDraft => ({
      title: `Gardens of copper ${index}`,
      abstract: `Gardeners measure the moisture of soil with a probe.`,
      authors: authorsOf(index).map((name) => ({ name })),
    }),
  );
  const app = usePapers(papers);

  test("are all that both papers have, of as many papers as are listed", async () => {
    for (const index of [15, 7, 96, 1]) {
      const found = await reasonsOf(app, numbered(index + 1));
      expect(found.size).toBe(100);
      let sharing = 0;
      for (const [arxivId, { sharedAuthors }] of found) {
        const other = Number(arxivId.slice(-5)) - 1;
        const shared = authorsOf(index).filter((name) => authorsOf(other).includes(name));
        expect(sharedAuthors.map(({ name }) => name).sort()).toEqual(shared.sort());
        if (shared.length > 0) sharing += 1;
      }
      if (authorsOf(index).length > 0) expect(sharing).toBeGreaterThan(70);
    }
  });
});

describe("terms", () => {
  const mars = "Rovers cross the dunes of Mars.";
  const pairs: [own: string, other: string, shown: string[], hidden: string[]][] = [
    ["Tokenizers of moss.", "The tokenization of fern.", ["Tokenizers"], []],
    ["A 4Q lens.", "A 3Q lens.", ["lens"], ["4Q", "Q"]],
    ["We present GrovePQ for saplings.", "A grove of saplings.", ["saplings"], ["GrovePQ", "Grove"]],
    ["A lantern of Kelpo-3-8V.", "The lantern of kelpo.", ["lantern", "Kelpo"], ["Kelpo-3-8V"]],
    ["The pre-sowing of beans.", "Presowing beans.", ["pre-sowing", "beans"], ["sowing"]],
    ["Post-harvest’s end, harvested.", "Harvesting.", ["harvested"], ["Post-harvest", "Post-harvest’s"]],
    ["A hut at https://hut.example/thatch of reed.", "A thatch of reed.", ["reed"], ["thatch", "hut"]],
    ["The *barley* or **rye**.", "A barley, or rye.", ["barley", "rye"], ["*barley*", "**rye**", "or"]],
    ["The *sorghum and mimosa.*", "Mimosa of sorghum.", ["sorghum", "mimosa"], ["*sorghum", "mimosa.*"]],
    ["All farmers’ and “millers”.", "Farmers, millers.", ["farmers", "millers"], ["farmers’", "“millers”"]],
    ["The *zero-till* plow.", "A zero-till plow.", ["zero-till", "plow"], ["*zero-till*"]],
    ["We use C++, A* and C#.", "C++ or A* or C#.", ["C++", "A*", "C#"], ["C", "A"]],
    ["We don't plow: LoRA+.", "We don't plow: LoRA+.", ["don't", "LoRA+"], ["We", "we"]],
    [
      "To oats, e.g. or i.e. to it.",
      "Or to oats, i.e., e.g. to it.",
      ["oats"],
      ["To", "to", "e.g", "i.e", "it"],
    ],
    ["Oats of IE.", "Oats, i.e. rye.", ["Oats"], ["IE", "i.e"]],
    ["IT of IE.", "It is IE, i.e. IT.", ["IT", "IE"], ["It", "it"]],
    ["On-the-fly mills.", "Mills for the on-the-fly.", ["mills"], ["the", "The"]],
    ["一种潮汐花园的灌溉方法。", "关于潮汐花园与月亮。", ["潮汐花园"], ["一种潮汐花园的灌溉方法", "潮汐"]],
  ];
  const first = 2 * pairs.length + 1;
  const app = usePapers([
    ...pairs.flatMap(([own, other], index) =>
      [own, other].map((text): PaperDraft => ({ title: `Dune ${index}`, abstract: `${text} ${mars}` })),
    ),
    { title: "A zither in the attic", abstract: "Strings of the zither, an oboe, and a viola." },
    {
      title: "Strings",
      abstract: "Of an instrument.",
      authors: [{ name: "Ada Zither" }],
      keywords: ["oboe"],
      organization: { slug: "viola", name: "Viola" },
    },
  ]);

  test.each(pairs.map((pair, index) => [...pair, 2 * index + 1] as const))(
    "of %j and %j are %j, not %j",
    async (_own, _other, shown, hidden, number) => {
      const { terms = [] } = (await reasonsOf(app, numbered(number))).get(numbered(number + 1)) ?? {};
      expect(terms).toEqual(expect.arrayContaining(shown));
      for (const each of hidden) expect(terms).not.toContain(each);
    },
  );

  test("are those of keywords, but not of names", async () => {
    const { terms = [] } = (await reasonsOf(app, numbered(first))).get(numbered(first + 1)) ?? {};
    expect([...terms].sort()).toEqual(["Strings", "oboe"]);
    expect((await reasonsOf(app, numbered(first + 1))).get(numbered(first))?.terms).toEqual(["Strings"]);
  });
});

describe("terms of papers without abstracts", () => {
  const pairs: [one: Printed, other: Printed, terms: string[], termsOfOther: string[]][] = [
    [["Trombone lessons", "accordions"], ["Accordion repair", "loud trombones"], ["Trombone"], ["Accordion"]],
    [["Sheds of the navy", "bassoon"], ["Bassoon", "shed"], ["Sheds"], ["Bassoon"]],
    [["一种竖琴音乐", "月亮"], ["月亮", "竖琴音乐教育"], ["竖琴音乐"], ["月亮"]],
    // The word is in a keyword that they share, then elsewhere, too.
    [["Marimba", "marimba players"], ["A lute", "marimba players"], [], []],
    [["Celesta", "celesta players"], ["Timpani", "celesta players", "a tuned celesta"], ["Celesta"], []],
    [["Cornet", "cornet players"], ["The cornets", "cornet players"], ["Cornet"], ["cornets"]],
  ];
  const app = usePapers(
    pairs.flatMap(([one, other]) =>
      [one, other].map(([title, ...keywords]): PaperDraft => ({ title, keywords })),
    ),
  );

  test.each(pairs.map((pair, index) => [...pair, 2 * index + 1] as const))(
    "of %j and %j are %j, and %j the other way",
    async (one, other, terms, termsOfOther, number) => {
      const shared = one.slice(1).filter((keyword) => other.includes(keyword, 1));
      for (const [from, to, expected] of [
        [number, number + 1, terms],
        [number + 1, number, termsOfOther],
      ] as const) {
        const found = (await reasonsOf(app, numbered(from))).get(numbered(to));
        expect(found?.terms).toEqual(expected);
        expect(found?.sharedKeywords.map(({ name }) => name)).toEqual(shared);
      }
    },
  );

  type Printed = [title: string, ...keywords: string[]];
});
