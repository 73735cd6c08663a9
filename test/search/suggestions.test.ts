import fc from "fast-check";
import sql from "sql-template-tag";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { beginBulkLoad, finalizeBulkLoad } from "../../src/domain/recording/bulk-load.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { useDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { foldName, foldTitle } from "../kit/models/folding.js";
import { paper, record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";

const database = useDatabase();
const app = useApp(database);

type Suggested = { __typename: string; title?: string; name?: string };

async function suggest(text: string, first = 8): Promise<string[]> {
  const { suggest: found } = await app.get<{ suggest: Suggested[] }>(
    `query ($text: String!, $first: Int!) {
      suggest(text: $text, first: $first) {
        __typename ... on Paper { title } ... on Author { name } ... on Organization { name } ... on Keyword { name }
      }
    }`,
    { text, first },
  );
  return found.map(({ __typename, title, name }) => `${__typename} ${title ?? name}`);
}

const named: PaperDraft[] = [
  paper("Joint Embedding Architectures", {
    arxivId: "2507.03607",
    authors: [{ name: "Yann LeCun" }, { name: "Mary O'Brien" }, { name: "王小明" }],
    organization: { slug: "facebook", name: "AI at Meta" },
    keywords: ["self-supervised learning"],
    upvotes: 90,
  }),
  paper("Lecture Notes on Diffusion", {
    arxivId: "2507.03699",
    authors: [{ name: "Ada Lovelace" }],
    keywords: ["diffusion"],
    upvotes: 3,
  }),
  paper("Diffusion in Metals: C++ and Größe", {
    arxivId: "hep-th/9901001",
    keywords: ["diffusion", "metals"],
  }),
  paper("Attention", { upvotes: 1 }),
  paper("Attention Everywhere: Модели внимания", { upvotes: 50 }),
  paper("学习大语言模型", { upvotes: 2 }),
];

describe("suggestions", () => {
  beforeAll(() => record(database.db, named));

  test.each([
    ["lec", ["Author Yann LeCun", "Paper Lecture Notes on Diffusion"]],
    ["LÉC", ["Author Yann LeCun", "Paper Lecture Notes on Diffusion"]],
    ["lecun yan", ["Author Yann LeCun"]],
    ["y lecun", ["Author Yann LeCun"]],
    ["meta", ["Organization AI at Meta", "Keyword metals", "Paper Diffusion in Metals: C++ and Größe"]],
    ["faceb", ["Organization AI at Meta"]],
    [
      "diffusion",
      ["Keyword diffusion", "Paper Lecture Notes on Diffusion", "Paper Diffusion in Metals: C++ and Größe"],
    ],
    ["attention", ["Paper Attention", "Paper Attention Everywhere: Модели внимания"]],
    ["everywhere att", ["Paper Attention Everywhere: Модели внимания"]],
    ["atten every", ["Paper Attention Everywhere: Модели внимания"]],
    ["вним", ["Paper Attention Everywhere: Модели внимания"]],
    ["grosse", ["Paper Diffusion in Metals: C++ and Größe"]],
    ["学习", ["Paper 学习大语言模型"]],
    ["小明", ["Author 王小明"]],
    ["obrien", ["Author Mary O'Brien"]],
    ["o'b", ["Author Mary O'Brien"]],
    ["2507.036", ["Paper Joint Embedding Architectures", "Paper Lecture Notes on Diffusion"]],
    ["2507.", ["Paper Joint Embedding Architectures", "Paper Lecture Notes on Diffusion"]],
    ["2507.03699v2", ["Paper Lecture Notes on Diffusion"]],
    ["https://arxiv.org/abs/2507.0369", ["Paper Lecture Notes on Diffusion"]],
    ["hep-th/99", ["Paper Diffusion in Metals: C++ and Größe"]],
    [
      "d",
      ["Keyword diffusion", "Paper Lecture Notes on Diffusion", "Paper Diffusion in Metals: C++ and Größe"],
    ],
  ])("for %s", async (text, expected) => {
    expect(await suggest(text)).toEqual(expected);
  });

  const strange = [
    "",
    "  ",
    "?!",
    "'",
    "\\",
    "'; drop table papers --",
    "!a & b:*",
    "🙂",
    "🙂🙂",
    "\t\n",
    "\u0000",
    "\ud800",
    "#",
    "A!le",
  ];
  const long = ["x", "a ", "ab cde ", "?", "界", "🙂"].map((part) => part.repeat(3_000));

  test.each([...strange, ...long].map((text) => [text.slice(0, 30), text]))(
    "are a list for %j",
    async (_beginning, text) => {
      expect(await suggest(text)).toBeInstanceOf(Array);
    },
  );

  test("are found in the transaction that stores them, and by their new titles", async () => {
    await record(database.db, [
      paper("Zebrafish at Dawn", { arxivId: "2508.00001", authors: [{ name: "Zora Quill" }] }),
    ]);
    expect(await suggest("zeb")).toEqual(["Paper Zebrafish at Dawn"]);
    expect(await suggest("quill")).toEqual(["Author Zora Quill"]);
    await record(database.db, [paper("Okapi at Dusk", { arxivId: "2508.00001" })]);
    expect(await suggest("zeb")).toEqual([]);
    expect(await suggest("okap")).toEqual(["Paper Okapi at Dusk"]);
  });

  test("for signs are what has neither letters nor digits", async () => {
    const authors = [{ name: "_" }, { name: "Numa_" }, { name: "_Quo" }];
    await record(database.db, [paper("Numbat_ at Noon", { arxivId: "2508.00002", authors })]);
    expect(await suggest("_")).toEqual(["Author _"]);
    expect(await suggest("numa_")).toEqual(["Author Numa_"]);
    for (const text of ["", " ", "-", "_-"]) expect(await suggest(text)).toEqual([]);
  });

  test("have a limit of 0 to 100", async () => {
    expect(await suggest("d", 0)).toEqual([]);
    for (const first of [-1, 101])
      expect(await app.ask(`{ suggest(text: "d", first: ${first}) { __typename } }`)).toMatchObject({
        errors: [
          {
            message: `first: ${first} is out of range. Use 0 to 100.`,
            extensions: { code: "BAD_USER_INPUT" },
          },
        ],
      });
  });
});

const syllables = ["ka", "kar", "lo", "lor", "mi", "zé", "s", "tra"];
const word = fc
  .array(fc.constantFrom(...syllables), { minLength: 1, maxLength: 2 })
  .map((all) => all.join(""));
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "));
const world = fc.array(
  fc.record({
    title: phrase,
    authors: fc.array(
      phrase.map((name) => ({ name })),
      { maxLength: 3 },
    ),
    keywords: fc.uniqueArray(phrase, { maxLength: 2, selector: foldName }),
    upvotes: fc.constantFrom(0, 0, 1, 2, 3, 7, 8, 900),
  }),
  { minLength: 60, maxLength: 60 },
);

/** The titles with the words of a text. A naive reference. */
function titlesWith(text: string, titles: readonly string[]): string[] {
  const words = foldName(text).split(" ");
  const has = (title: string, isWhole: boolean) => {
    const own = foldName(title).split(" ");
    return words.every((typed, index) =>
      own.some((each) =>
        isWhole && index < words.length - 1 && typed.length > 2 ? each === typed : each.startsWith(typed),
      ),
    );
  };
  const found = titles.filter((title) => has(title, true) || foldTitle(title) === foldTitle(text));
  return found.length > 0 ? found : titles.filter((title) => has(title, false));
}

/** Pages of words of titles that have not been merged into their index. Merges them. */
async function wordsWaiting(db: Database): Promise<number | undefined> {
  const [row] = await db.query<{ pages: number }>(
    sql`select gin_clean_pending_list('paper_titles_terms_idx')::int as pages`,
  );
  return row?.pages;
}

test("suggestions are all that match: equal ones first, then the kinds in turns, each by its weight", async () => {
  const { db } = database;
  const numbered = fc.sample(world, { numRuns: 1, seed: 5 })[0] ?? [];
  const drafts = numbered.map((draft, index) => ({ ...draft, arxivId: `2509.${String(index + 10_000)}` }));
  await beginBulkLoad(db);
  await record(db, drafts.slice(0, 20));
  await finalizeBulkLoad(db);
  await record(db, drafts.slice(20));
  for (const [index, { arxivId }] of drafts.entries())
    if (index % 3 === 0)
      await recordUpvotes(
        db,
        [{ paper: `arxiv/${arxivId}`, upvotes: 2 * index, observedAt: new Date("2025-09-01T00:00:00Z") }],
        {
          source: "test",
          now: new Date("2025-09-02T00:00:00Z"),
        },
      );
  expect(await derivedMistakes(db)).toEqual([]);
  expect(await wordsWaiting(db)).toBe(0);
  const all = await app.get<{
    papers: { nodes: { title: string; upvotes: number }[]; pageInfo: { hasNextPage: boolean } };
  }>("{ papers(first: 100) { nodes { title upvotes } pageInfo { hasNextPage } } }");
  expect(all.papers.pageInfo.hasNextPage).toBe(false);
  const { nodes } = all.papers;
  await fc.assert(
    fc.asyncProperty(phrase, fc.nat(4), async (typed, cut) => {
      const text = typed.slice(0, Math.max(1, typed.length - cut)).trim();
      const answer = await app.get<{
        suggest: {
          __typename: string;
          title?: string;
          name?: string;
          upvotes: number;
          papersCount?: number;
        }[];
        authors: { nodes: { name: string }[] };
        keywords: { nodes: { name: string }[] };
      }>(
        `query ($text: String!) {
          suggest(text: $text, first: 100) {
            __typename
            ... on Paper { title upvotes }
            ... on Author { name upvotes papersCount }
            ... on Organization { name upvotes papersCount }
            ... on Keyword { name upvotes papersCount }
          }
          authors(search: $text, first: 100) { nodes { name } }
          keywords(search: $text, first: 100) { nodes { name } }
        }`,
        { text },
      );
      const of = (kind: string) => answer.suggest.filter(({ __typename }) => __typename === kind);
      const isEqual = (name: string | undefined) => foldTitle(name ?? "") === foldTitle(text);
      // All that match.
      expect(
        of("Paper")
          .map(({ title }) => title)
          .sort(),
      ).toEqual(
        titlesWith(
          text,
          nodes.map(({ title }) => title),
        ).sort(),
      );
      expect(
        of("Author")
          .map(({ name }) => name)
          .sort(),
      ).toEqual(answer.authors.nodes.map(({ name }) => name).sort());
      expect(
        of("Keyword")
          .map(({ name }) => name)
          .sort(),
      ).toEqual(answer.keywords.nodes.map(({ name }) => name).sort());
      // Equal ones first; each kind by its weight.
      const equal = answer.suggest.map(({ title, name }) => isEqual(title ?? name));
      expect(equal).toEqual([...equal].sort((one, other) => Number(other) - Number(one)));
      const turns = answer.suggest.map((each, index) => {
        const before = answer.suggest.slice(0, index);
        return before.filter(
          (other, at) => other.__typename === each.__typename && equal[at] === equal[index],
        ).length;
      });
      for (const [index, each] of answer.suggest.entries()) {
        const [next, isTie] = [answer.suggest[index + 1], equal[index] === equal[index + 1]];
        if (next && isTie && turns[index] === turns[index + 1])
          expect(each.upvotes).toBeGreaterThanOrEqual(next.upvotes);
        if (next && isTie) expect(turns[index + 1]).toBeGreaterThanOrEqual(turns[index] ?? 0);
      }
      for (const kind of ["Paper", "Author", "Keyword"])
        for (const same of [true, false]) {
          const weights = answer.suggest
            .filter(({ __typename }, index) => __typename === kind && equal[index] === same)
            .map(({ papersCount, upvotes }) => (papersCount ?? 0) * 1e6 + upvotes);
          expect(weights).toEqual([...weights].sort((one, other) => other - one));
        }
    }),
    { numRuns: 150, seed: 3 },
  );
}, 120_000);

test("suggestions find a title that is too long to be stored whole", async () => {
  // The digest of the rest follows a space.
  const title = `${"zylophonic quasars ".repeat(13)}ab `
    .padEnd(249, "c")
    .concat(" ", "tail ".repeat(20))
    .trim();
  await record(database.db, [paper(title)]);
  for (const text of ["zylophonic quas", "zyloph quas", "zylophonic quasars ab"])
    expect(await suggest(text)).toEqual([`Paper ${title}`]);
});

test("suggestions of words that many titles have are those that have the last one, too", async () => {
  const titles = Array.from(
    { length: 500 },
    (_, index) => `Quiet rivers ${index < 75 ? "bend" : "benefit"} ${index + 1_000}`,
  );
  await record(
    database.db,
    titles.map((title) => paper(title, { upvotes: 5 })),
  );
  for (const text of ["quiet rivers bend", "qui riv bend"])
    expect((await suggest(text, 100)).sort()).toEqual(titles.slice(0, 75).map((title) => `Paper ${title}`));
  expect(await suggest("rivers quiet benefit 14")).toEqual(
    titles
      .slice(400)
      .map((title) => `Paper ${title}`)
      .slice(0, 8),
  );
  expect(await suggest("quiet rivers drown")).toEqual([]);
});
