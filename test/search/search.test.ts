import fc from "fast-check";
import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { syntheticPapers } from "../../seed/synthetic.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import {
  adoptAnalyzer,
  isReanalyzing,
  reanalyzeSome,
  refreshStaleTermStatistics,
} from "../../src/domain/upkeep/reanalyze.js";
import { impactOf, weightOf } from "../../src/search/bm25.js";
import { makeDocument } from "../../src/search/document.js";
import { analyzerVersion } from "../../src/text/analysis/analyze.js";
import { createDatabase, useDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { analyze } from "../kit/search/analyzed.js";
import { rankByText } from "../kit/search/free-text.js";
import { type TestApp, useApp } from "../kit/server/app.js";

const query = `query ($search: String!, $filter: PaperFilter!, $first: Int, $after: String) {
  papers(filter: { search: $search, and: [$filter] }, first: $first, after: $after) {
    totalCount
    nodes { title }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Found {
  papers: {
    totalCount: number;
    nodes: { title: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

async function titles(app: TestApp, search: string, filter = {}): Promise<string[]> {
  const { papers } = await app.get<Found>(query, { search, filter });
  expect(papers.totalCount).toBe(papers.nodes.length);
  return papers.nodes.map(({ title }) => title);
}

/** All pages of a search. */
async function allTitles(app: TestApp, search: string, first: number, filter = {}): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const { papers }: Found = await app.get<Found>(query, { search, filter, first, after });
    found.push(...papers.nodes.map(({ title }) => title));
    if (!papers.pageInfo.hasNextPage) return found;
    after = papers.pageInfo.endCursor;
  }
}

describe("search finds", () => {
  const kinds: Record<string, { papers: (string | PaperDraft)[]; searches: string[] }> = {
    "acronyms in the plural": {
      papers: ["Steering LLMs with feedback", "An LLM survey"],
      searches: ["LLM", "LLMs"],
    },
    "words between slashes, dots and underscores": {
      papers: ["Unified image/video generation"],
      searches: ["video generation", "image", "image/video"],
    },
    "names of models with numbers": {
      papers: ["Probing GPT-4 and Llama-3", "Comparing GPT 4 and Llama 3"],
      searches: ["GPT-4", "GPT 4", "GPT4", "llama3"],
    },
    "parts of such names": { papers: ["Tuning Qwen2.5-7B"], searches: ["Qwen2.5", "qwen 7b", "qwen2.5-7b"] },
    "words between typographic marks": {
      papers: ["The “attention” era of agents—planners"],
      searches: ["attention", "agents", "planners", "“attention era”"],
    },
    "words with a typographic apostrophe": {
      papers: ["Model’s limits"],
      searches: ["models limits", "model's limits"],
    },
    "parts of a Chinese title": { papers: ["学习大语言模型的推理"], searches: ["语言模型", "推理", "学"] },
    "beginnings of words": {
      papers: ["Hallucinations in diffusion"],
      searches: ["halluci*", "diffusi*", "hallucination*"],
    },
    "letters that TeX spells with commands": {
      papers: [paper("Operators", { abstract: 'The Schr\\"odinger equation on K\\"{a}hler manifolds.' })],
      searches: ["schrodinger", "kahler", "Schrödinger"],
    },
    "common words where there are no others": {
      papers: ["To be or not to be"],
      searches: ["to be", '"to be or not to be"'],
    },
    "function words of titles and names, not of abstracts": {
      papers: ["The end", paper("Beginnings", { authors: [{ name: "Tran Thi An" }] })],
      searches: ["the or an"],
    },
    "phrases with function words": {
      papers: [
        "State of the art",
        paper("First", { abstract: "It is the state of the art." }),
        paper("Second", { abstract: "A state-of-the-art method." }),
      ],
      searches: ['"state of the art"', "state-of-the-art", '"the state of the art" or "state of an art"'],
    },
    "terms that begin with a common word": {
      papers: ["On-policy learning", paper("First", { abstract: "We learn on policy." })],
      searches: ["on-policy", '"on policy"'],
    },
    "names and acronyms that contain a function word": {
      papers: [
        paper("First", { abstract: "Trained on an A100 GPU with a CAN bus; A3C players in A-OKVQA." }),
      ],
      searches: ['"A100 GPU"', '"A3C players"', '"CAN bus"', "A-OKVQA", '"an A100"'],
    },
  };

  for (const [kind, { papers, searches }] of Object.entries(kinds))
    describe(kind, () => {
      const database = useDatabase(async ({ db }) => {
        await record(db, [
          ...papers.map((each) => (typeof each === "string" ? paper(each) : each)),
          paper("Something else entirely", {
            abstract:
              "The art of “the end” is in an unstated policy or not; 100 GPU, can bus, 3C players in OKVQA.",
          }),
        ]);
      });
      const app = useApp(database);
      const expected = papers.map((each) => (typeof each === "string" ? each : each.title)).sort();

      test.each(searches)("by %s", async (search) => {
        expect((await titles(app, search)).sort()).toEqual(expected);
      });
    });
});

describe("an arXiv id in any form", () => {
  const database = useDatabase(async ({ db }) => {
    await record(db, [
      paper("The paper", { arxivId: "2509.04664" }),
      paper("Comments on arXiv:2509.04664, 2509.04664 and 2509.04664", { arxivId: "2510.00001" }),
      paper("Another", { arxivId: "2509.04665" }),
    ]);
  });
  const app = useApp(database);

  test.each([
    "2509.04664",
    "arXiv:2509.04664v2",
    "https://arxiv.org/abs/2509.04664",
    '"2509.04664"',
    "[2509.04664]",
    "(2509.04664)",
    "(2509.04664).",
    "2509.04664,",
    "https://ar5iv.org/abs/2509.04664",
    "https://ar5iv.labs.arxiv.org/html/2509.04664v1",
    "https://papers.cool/arxiv/2509.04664",
    "https://www.alphaxiv.org/overview/2509.04664v1",
    "2509.04664 v2",
    "abs/2509.04664",
    "https://arxiv.org/src/2509.04664",
    "\u200b2509.04664\u200b",
    "２５０９．０４６６４",
    "arXiv preprint arXiv:2509.04664, 2025",
    "arXiv:2509.04664v1 [cs.CL] 4 Sep 2025",
  ])("%s finds its paper first", async (search) => {
    expect((await titles(app, search))[0]).toBe("The paper");
    const found = await app.get("query ($arxivId: String!) { paper(by: { arxivId: $arxivId }) { title } }", {
      arxivId: search,
    });
    expect(found).toEqual({ paper: { title: "The paper" } });
  });

  test.each([
    "[2509.04664] The paper",
    "paper arXiv:2509.04664v2",
    "arXiv: 2509.04664 paper",
    "arXiv preprint arXiv:2509.04664 paper",
    "paper https://arxiv.org/abs/2509.04664",
  ])("among other words demands its paper: %s", async (search) => {
    expect(await titles(app, search)).toEqual(["The paper"]);
  });

  test("among other words also finds papers that mention it, and supports exclusion", async () => {
    expect(await titles(app, "comments 2509.04664")).toHaveLength(1);
    expect(await titles(app, "paper -2509.04664")).toEqual([]);
    expect(await titles(app, "another -2509.04664")).toEqual(["Another"]);
  });
});

describe("relevance", () => {
  const words = ["alpha", "beta", "gamma", "delta", "omega"];
  /** One of twenty words. */
  const rare = (index: number) => `zet${String.fromCharCode(98 + (index % 20))}o`;
  // Enough matches that not all are scored.
  const count = 4_000;
  const texts = Array.from({ length: count }, (_, index): PaperDraft => {
    const times = (step: number) => 1 + ((index * step) % 7 === 0 ? index % 5 : 0);
    const abstract = `${"alpha ".repeat(times(3))}${"beta ".repeat(times(5))}${words[2 + (index % 3)]} ${rare(index)} ${"filler ".repeat(60 + (index % 40))}`;
    return paper(`Number ${index}`, { abstract, upvotes: index % 10 });
  });
  const database = useDatabase(async ({ db }) => {
    for (let start = 0; start < count; start += 1_000) await record(db, texts.slice(start, start + 1_000));
    await refreshStaleTermStatistics(db);
    await db.query(sql`analyze`);
  });
  const app = useApp(database);

  /** BM25 over the texts themselves. */
  function scores(search: string): Map<string, number> {
    const documents = texts.map(({ title, abstract }) => {
      const frequencies = new Map<string, number>();
      const add = (weight: number) => (term: string) =>
        frequencies.set(term, (frequencies.get(term) ?? 0) + weight);
      analyze(title, add(2));
      analyze(abstract ?? "", add(1));
      return { title, frequencies };
    });
    const terms = search.split(" ");
    const having = terms.map((term) => documents.filter(({ frequencies }) => frequencies.has(term)).length);
    return new Map(
      documents
        .filter(({ frequencies }) => terms.every((term) => frequencies.has(term)))
        .map(({ title, frequencies }) => {
          const length = [...frequencies.values()].reduce((sum, each) => sum + each, 0);
          const score = terms.reduce(
            (sum, term, index) =>
              sum + weightOf(count, having[index] ?? 0) * impactOf(frequencies.get(term) ?? 0, length),
            0,
          );
          return [title, score];
        }),
    );
  }

  test("is BM25 if all matches are scored", async () => {
    for (const search of [`alpha ${rare(3)}`, rare(7), `beta ${rare(11)} alpha`]) {
      const expected = scores(search);
      const found = await allTitles(app, search, 100);
      expect(new Set(found)).toEqual(new Set(expected.keys()));
      const inOrder = found.map((title) => expected.get(title) ?? 0);
      for (let index = 1; index < inOrder.length; index += 1)
        expect(inOrder[index]).toBeLessThanOrEqual((inOrder[index - 1] ?? 0) + 1e-4);
    }
  });

  test("has a first page by BM25 and every match once if not all are scored", async () => {
    const expected = scores("alpha beta");
    const best = [...expected.values()].sort((one, other) => other - one).slice(0, 20);
    const found = await allTitles(app, "alpha beta", 100);
    expect(found).toHaveLength(count);
    expect(new Set(found).size).toBe(count);
    const first = found.slice(0, 20).map((title) => expected.get(title) ?? 0);
    for (const [index, score] of best.entries()) expect(first[index]).toBeCloseTo(score, 3);
    // The rest follows newest first.
    const ranked = found.findIndex((title) => title === `Number ${count - 1}`);
    expect(found.slice(ranked)).toEqual(
      [...found.slice(ranked)].sort((one, other) => Number(other.slice(7)) - Number(one.slice(7))),
    );
  });

  test("is the same with other conditions, page by page", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 7, max: 100 }),
        fc.constantFrom({}, { hasOrganization: false }, { hasCode: false, commentsCount: { max: 0 } }),
        async (upvotes, size, others) => {
          const filter = { upvotes: { min: upvotes, max: upvotes }, ...others };
          const found = await allTitles(app, "alpha beta", size, filter);
          const expected = scores("alpha beta");
          const right = texts.filter((each) => each.upvotes === upvotes).map(({ title }) => title);
          expect(new Set(found)).toEqual(new Set(right));
          expect(found).toHaveLength(right.length);
          for (const [index, title] of found.entries())
            expect(expected.get(title) ?? 0).toBeLessThanOrEqual(
              (expected.get(found[index - 1] ?? title) ?? 0) + 1e-4,
            );
        },
      ),
      { numRuns: 5 },
    );
  });
});

describe("free text", () => {
  const papers = [...syntheticPapers({ count: 400, seed: 5, shape: "archive" })].map((each) => ({
    ...each,
    title: `Untitled ${each.arxivId}`,
  }));
  const database = useDatabase(async ({ db }) => {
    await record(db, [...papers, paper("They have what we have")]);
    await refreshStaleTermStatistics(db);
  });

  test("finds the paper with an abstract about its words, though no paper has all of them", async () => {
    const rows = await database.db.query<{ id: number; title: string }>(sql`select id, title from papers`);
    const idOf = new Map(rows.map(({ id, title }) => [title, id]));
    let found = 0;
    for (const { title, abstract } of papers.slice(0, 50)) {
      const words = (abstract ?? "").split(" ").filter((word) => word.length > 7);
      const ranked = await rankByText(database.db, `${words.slice(0, 12).join(" ")} unheardof`, 10);
      if (ranked.some(({ id }) => id === idOf.get(title))) found += 1;
      const scores = ranked.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((one, other) => other - one));
    }
    expect(found).toBeGreaterThanOrEqual(45);
  });

  test("ignores function words", async () => {
    expect(await rankByText(database.db, "we have our own, and they are theirs", 10)).toEqual([]);
  });

  test("with unknown words only finds nothing", async () => {
    expect(await rankByText(database.db, "unheardof words, really", 10)).toEqual([]);
    expect(await rankByText(database.db, "?!", 10)).toEqual([]);
  });
});

test("a document does not depend on earlier ones or on when terms are evicted", () => {
  const text = fc.array(
    fc.constantFrom("the", "GPT-4", "a", "naïve", "of", "attention", "LLMs", "学习", "A100", ""),
    {
      maxLength: 30,
    },
  );
  const document = fc.record({
    title: text.map((words) => words.join(" ")),
    names: fc.array(fc.constantFrom("Ada Quill", "Zoë An", "Will"), { maxLength: 3 }),
    keywords: fc.constant([]),
    abstract: text.map((words) => words.join(" ")),
  });
  const many = Array.from({ length: 210_000 }, (_, index) => `w${index.toString(36)}`).join(" ");
  const forget = () => {
    for (let times = 0; times < 2; times += 1)
      makeDocument({ title: "", names: [], keywords: [], abstract: many });
  };
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 20 }), (documents) => {
      const first = documents.map(makeDocument);
      expect(documents.toReversed().map(makeDocument).toReversed()).toEqual(first);
    }),
    { numRuns: 50 },
  );
  const [sample = []] = fc.sample(fc.array(document, { minLength: 100, maxLength: 100 }), {
    numRuns: 1,
    seed: 1,
  });
  const before = sample.map(makeDocument);
  forget();
  expect(sample.map(makeDocument)).toEqual(before);
});

test("a document has each term once, regardless of the number of terms", () => {
  const letters = "bcdfghjklmnpqrstvwxz";
  const word = (index: number) =>
    [...index.toString(20).padStart(5, "0")].map((digit) => letters[Number.parseInt(digit, 20)]).join("");
  const words = Array.from({ length: 210_000 }, (_, index) => word(index));
  const { search, termHashes } = makeDocument({
    title: "alpha",
    names: [],
    keywords: [],
    abstract: `${words.join(" ")} alpha`,
  });
  expect(new Set(termHashes).size).toBe(termHashes.length);
  const lexemes = lexemesOf(search);
  expect(new Set(lexemes).size).toBe(lexemes.length);
  expect(lexemes.length).toBeGreaterThan(200_000);
});

/** The terms of a tsvector in binary form. */
function lexemesOf(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes);
  const found: string[] = [];
  for (let at = 4; at < buffer.length; ) {
    const end = buffer.indexOf(0, at);
    found.push(buffer.toString("utf8", at, end));
    at = end + 3 + 2 * buffer.readUInt16BE(end + 1);
  }
  return found;
}

describe("search documents of another version", () => {
  const database = useDatabase(async ({ db }) => {
    await record(
      db,
      Array.from({ length: 600 }, (_, index) =>
        paper(`Replacing number ${index}`, { abstract: `Text ${index}.` }),
      ),
    );
  });
  const stored = () =>
    database.db.query(
      sql`select paper_id, abstract, search::text, term_hashes, impacts from paper_texts order by paper_id`,
    );

  test("are replaced by those that recording creates", async () => {
    const before = await stored();
    await database.db.query(sql`update paper_texts set search = null, term_hashes = null, impacts = null`);
    await database.db.query(sql`update search_analysis set version = 0, next_paper = 0`);
    while (await reanalyzeSome(database.db));
    expect(await stored()).toEqual(before);
    expect(await database.db.query(sql`select version, next_paper from search_analysis`)).toEqual([
      { version: analyzerVersion, next_paper: null },
    ]);
  });

  test("do not exist in an empty database, regardless of its version", async () => {
    const empty = await createDatabase();
    for (const { db } of [empty, database]) {
      await db.query(sql`update search_analysis set version = 0, next_paper = 0`);
      await adoptAnalyzer(db);
    }
    expect([await isReanalyzing(empty.db), await isReanalyzing(database.db)]).toEqual([false, true]);
    await empty.drop();
  });
});
