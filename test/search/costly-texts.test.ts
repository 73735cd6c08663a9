import { afterEach, describe, expect, test, vi } from "vitest";
import { foldLetters } from "../../src/text/letters.js";
import { remembering } from "../../src/text/remembering.js";
import { useDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

// Long texts that clients send to keep the server busy.

const database = useDatabase(async ({ db }) => {
  await record(db, [paper("Diffusion", { arxivId: "2507.00001", authors: [{ name: "Balázs Nagy" }] })]);
});
const app = useApp(database);

/** Texts that the server normalized, through all of its code and its libraries. */
function normalizedTexts(): string[] {
  const { normalize } = String.prototype;
  const texts: string[] = [];
  vi.spyOn(String.prototype, "normalize").mockImplementation(function (this: string, form?: string) {
    texts.push(this.toString());
    return normalize.call(this, form);
  });
  return texts;
}

afterEach(() => {
  vi.restoreAllMocks();
});

async function costOf(query: string, variables: Record<string, unknown> = {}): Promise<number> {
  const response = await fetch(app.url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-papergraph-cost": "1" },
    body: JSON.stringify({ query, variables }),
  });
  const { errors, extensions } = (await response.json()) as {
    errors?: { extensions: { cost?: { requested: number } } }[];
    extensions?: { cost: { requested: number } };
  };
  return (errors?.[0]?.extensions.cost ?? extensions?.cost)?.requested ?? Number.NaN;
}

const searchCost = (search: string) =>
  costOf("query ($search: String) { papers(first: 0, filter: { search: $search }) { totalCount } }", {
    search,
  });

describe("runs of combining marks", () => {
  const runs = ["\u0344\u0301\u0327", "\uff9e\u0301", "\u{1e944}\u0327\u0301"].map((marks) =>
    marks.repeat(300),
  );

  test.each(["", "e", "и", "か", "\\ "])("are cut before a text is normalized, behind %j", async (letter) => {
    const texts = normalizedTexts();
    for (const run of runs) {
      const text = `${letter}${run}`;
      await app.ask(
        `query ($text: String!, $id: ID!, $filter: PaperFilter) {
          papers(filter: $filter) { totalCount }
          author(id: $id) { name }
          organization(slug: $text) { name }
          keyword(name: $text) { name }
          paper(by: { arxivId: $text }) { title }
          authors(search: $text, organization: $text) { totalCount }
          organizations(search: $text) { totalCount }
          keywords(search: $text) { totalCount }
        }`,
        { text, id: text, filter: { search: text, or: [{ keywords: [text] }, { organizations: [text] }] } },
      );
      await app.ask("query ($filter: PaperFilter) { papers(filter: $filter) { totalCount } }", {
        filter: { search: `a "${text}" or ${text}*` },
      });
      await writerOf(app).papers([
        {
          title: `${text} A`,
          authors: [{ name: `${text} B` }],
          keywords: [text],
          abstract: text,
          organization: { slug: "x", name: text },
        },
      ]);
    }
    expect(texts.length).toBeGreaterThan(0);
    const longest = texts.map((text) =>
      Math.max(0, ...(text.match(/[\p{M}\uff9e]+/gu) ?? []).map(({ length }) => length)),
    );
    expect(Math.max(...longest)).toBeLessThanOrEqual(30);
    expect(app.logged).toEqual([]);
  });

  test("of up to 30 are kept if they form another letter", () => {
    for (const count of [1, 2, 12, 30]) {
      const text = `क${"\u093c".repeat(count)}`;
      expect(foldLetters(text)).toBe(text.normalize("NFC"));
    }
    const [long, longer] = [31, 3_000].map((count) => foldLetters(`क${"\u0951".repeat(count)}`));
    expect(long).toBe(longer);
    expect(foldLetters(long ?? "")).toBe(long);
  });
});

describe("a search text", () => {
  test("is parsed once per request, even if repeated", async () => {
    const texts = normalizedTexts();
    const search = "zebra Ödegård";
    const lists = Array.from(
      { length: 5 },
      (_, index) => `a${index}: papers(filter: { search: $search }) { totalCount nodes { id } }`,
    );
    const { errors } = await app.ask(`query ($search: String) { ${lists.join(" ")} }`, { search });
    expect(errors).toBeUndefined();
    // For its price, for its words, and as a whole.
    expect(texts.filter((text) => text === search)).toHaveLength(3);
  });

  test("is priced by its number of words", async () => {
    const one = await searchCost("model");
    for (const alternating of ["漢a", "ไa", "あ1", "가a"])
      expect(await searchCost(alternating.repeat(20))).toBeGreaterThan(10 * one);
    // A ligature of four words.
    expect(await searchCost("\ufdfa".repeat(20))).toBeGreaterThan(10 * one);
    expect(await searchCost("漢字仮名交じり文の検索")).toBeLessThan(2 * one);
  });

  test("is priced by its length as well", async () => {
    expect(await searchCost(`model ${"😀 ".repeat(3_000)}`)).toBeGreaterThan(
      (await searchCost("model")) + 4_000,
    );
  });
});

describe("a search by name", () => {
  const letters = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
  const found = async (search: string) =>
    (
      await app.get<{ authors: { nodes: { name: string }[] } }>(
        "query ($search: String) { authors(search: $search) { nodes { name } } }",
        { search },
      )
    ).authors.nodes.map(({ name }) => name);

  test.each(["authors", "keywords", "organizations"])(
    "of %s is priced by its words, up to ten",
    async (list) => {
      const cost = (search: string) =>
        costOf(`query ($search: String) { ${list}(first: 0, search: $search) { totalCount } }`, { search });
      const costs = await Promise.all(["a", "a b", letters, `${letters} `.repeat(15)].map(cost));
      const [one = 0, two = 0, many = 0, repeated = 0] = costs;
      expect(two).toBeGreaterThan(one);
      expect(many - one).toBe(9 * (two - one));
      expect(repeated).toBe(many);
    },
  );

  test("requires repeated words and prefixes of others once", async () => {
    expect(await found("n na nag nagy nagy b")).toEqual(["Balázs Nagy"]);
    expect(await costOf('{ authors(search: "n na nag nagy nagy b") { totalCount } }')).toBe(
      await costOf('{ authors(search: "nagy b") { totalCount } }'),
    );
    expect(await found("nagy c")).toEqual([]);
  });

  test("requires the ten longest of its words", async () => {
    const name = "The Abcdefg Bcdefgh Cdefghi Defghij Efghijk Fghijkl Ghijklm Hijklmn Ijklmno Jklmnop";
    await record(database.db, [paper("Long", { authors: [{ name }] })]);
    expect(await found(`${name} q`)).toEqual([name]);
    expect(await found(name.replace("Jklmnop", "Jklmnox"))).toEqual([]);
  });
});

test("texts are remembered up to a number and a total length, the last used ones", () => {
  const computed: string[] = [];
  const lengthOf = remembering(3, (text) => {
    computed.push(text.slice(0, 1));
    return text.length;
  });
  const ask = (...texts: string[]) => {
    computed.length = 0;
    for (const text of texts) expect(lengthOf(text)).toBe(text.length);
    return computed.join("");
  };
  expect(ask("a", "b", "c", "c", "b", "a")).toBe("abc");
  expect(ask("d", "b", "c", "d", "a")).toBe("dca");
  const [x, y, z] = ["x", "y", "z"].map((letter) => letter.repeat(200_000)) as [string, string, string];
  expect(ask(x, y, y, x, z, y, z, x)).toBe("xyzyx");
});
