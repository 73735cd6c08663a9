import { describe, expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

// Order of results in a search for a name.

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);

let used = 0;
const paperBy = (authors: readonly object[], more: object = {}) => ({
  arxivId: `2502.${String(++used).padStart(5, "0")}`,
  title: `Paper ${used}`,
  authors,
  ...more,
});

interface List {
  totalCount: number;
  nodes: { name: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

const listed = `totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
const types = { authors: "AuthorOrder", organizations: "OrganizationOrder", keywords: "KeywordOrder" };

async function list(field: keyof typeof types, variables: object): Promise<List> {
  const data = await app.get<Record<string, List>>(
    `query ($search: String, $orderBy: ${types[field]}, $first: Int, $after: String, $last: Int, $before: String) {
      ${field}(search: $search, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) { ${listed} }
    }`,
    { ...variables },
  );
  return data[field] as List;
}

async function names(search: string, field: keyof typeof types = "authors", more = {}): Promise<string[]> {
  const { totalCount, nodes } = await list(field, { search, first: 100, ...more });
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ name }) => name);
}

/** Stores people, each with some papers. */
async function store(papersOf: Record<string, number>): Promise<void> {
  await write.papers(
    Object.entries(papersOf).flatMap(([name, papers]) =>
      Array.from({ length: papers }, () => paperBy([{ name }])),
    ),
  );
}

describe("a search for a name", () => {
  test("lists equal names first, then those with all its words, then others, each by number of papers", async () => {
    await store({
      "Qiu Qiu": 1,
      "Qiu Wei Qiu": 2,
      "Qiu Bo Qiu": 3,
      "Zi Qiu": 4,
      "Qiufan Qiu": 5,
      "Qiuyue Tan": 6,
    });
    expect(await names("Qiu Qiu")).toEqual([
      "Qiu Qiu",
      "Qiu Bo Qiu",
      "Qiu Wei Qiu",
      "Qiuyue Tan",
      "Qiufan Qiu",
      "Zi Qiu",
    ]);
    expect(await names("qiu")).toEqual([
      "Qiufan Qiu",
      "Zi Qiu",
      "Qiu Bo Qiu",
      "Qiu Wei Qiu",
      "Qiu Qiu",
      "Qiuyue Tan",
    ]);
    expect((await names("QIÚ, Zi"))[0]).toBe("Zi Qiu");
  });

  test("matches an initial with a word that starts with it", async () => {
    await store({ "V. Vo": 1, "Viet Vo": 2, "Vo Hoang": 3, "Viet Voss": 4, "Van Thi Vo": 3 });
    expect(await names("V. Vo")).toEqual(["V. Vo", "Van Thi Vo", "Viet Vo", "Viet Voss", "Vo Hoang"]);
  });

  test("ranks accounts by their account names and usernames first", async () => {
    await write.papers([
      paperBy([{ name: "Rong Jiechen", accountId: "r", accountName: "Jiechen", username: "rj" }]),
      paperBy([{ name: "Ana Ruiz", accountId: "ar", accountName: "Ana Ruiz", username: "jiechen-7" }]),
    ]);
    await store({ "Jiechen Tan": 2, "Bo Jiechen": 3 });
    expect(await names("Jiechen")).toEqual(["Rong Jiechen", "Bo Jiechen", "Jiechen Tan", "Ana Ruiz"]);
    expect((await names("jiechen 7"))[0]).toBe("Ana Ruiz");
  });

  test("respects a given order", async () => {
    const byPapers = await names("Qiu Qiu", "authors", { orderBy: { field: "PAPERS" } });
    expect(byPapers).toEqual(["Qiuyue Tan", "Qiufan Qiu", "Zi Qiu", "Qiu Bo Qiu", "Qiu Wei Qiu", "Qiu Qiu"]);
    const best = await names("Qiu Qiu");
    const orders = [
      { field: "RELEVANCE", direction: "DESC" },
      { field: "RELEVANCE", direction: "ASC" },
    ];
    expect(await names("Qiu Qiu", "authors", { orderBy: orders[0] })).toEqual(best);
    expect(await names("Qiu Qiu", "authors", { orderBy: orders[1] })).toEqual(best.reverse());
    for (const field of ["authors", "organizations", "keywords"] as const) {
      const answer = await app.ask(
        `query ($orderBy: ${types[field]}) { ${field}(orderBy: $orderBy) { totalCount } }`,
        { orderBy: { field: "RELEVANCE" } },
      );
      expect(answer.errors?.[0]).toMatchObject({
        message: expect.stringContaining("RELEVANCE needs `search`"),
        extensions: { code: "BAD_USER_INPUT" },
      });
    }
  });

  test.each([1, 2, 3, 4])("is paged forward and backward by %i", async (size) => {
    const all = await names("Qiu Qiu");
    const forward: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: List = await list("authors", { search: "Qiu Qiu", first: size, after });
      forward.push(...page.nodes.map(({ name }) => name));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(forward).toEqual(all);
    const backward: string[] = [];
    for (let before: string | null = null; ; ) {
      const page: List = await list("authors", { search: "Qiu Qiu", last: size, before });
      backward.unshift(...page.nodes.map(({ name }) => name));
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(backward).toEqual(all);
  });
});

describe("a name in another spelling", () => {
  test.each([
    ["Wei-Ning Xsu", "WeiNing Xsu"],
    ["Zheng-Xin Yeong", "ZhengXin Yeong"],
    ["Jean-Luc Dupré", "JeanLuc Dupre"],
    ["Xiaobing Tze", "Xiao-Bing Tze"],
  ])("%s is found by %s", async (name, search) => {
    await store({ [name]: 1 });
    expect(await names(search)).toEqual([name]);
  });

  test("that is joined matches usernames", async () => {
    await write.papers([paperBy([{ name: "Marta Oliva", accountId: "mo", username: "mori-xl" }])]);
    expect(await names("morixl")).toEqual(["Marta Oliva"]);
    expect(await names("mori xl")).toEqual(["Marta Oliva"]);
    expect(await names("martaolivamorixl")).toEqual([]);
  });
});

test("organizations and keywords with exactly the name come first", async () => {
  const from = (slug: string, name: string, papers: number) =>
    Array.from({ length: papers }, () => paperBy([], { organization: { slug, name }, keywords: [name] }));
  await write.papers([
    ...from("aurora-labs", "Aurora Labs", 3),
    ...from("aurorae", "Aurorae", 2),
    ...from("aurora", "Aurora", 1),
  ]);
  const expected = ["Aurora", "Aurora Labs", "Aurorae"];
  expect(await names("aurora", "organizations")).toEqual(expected);
  expect((await names("aurora", "keywords")).map((name) => name.toLowerCase())).toEqual(
    expected.map((name) => name.toLowerCase()),
  );
  expect((await names("auroralabs", "organizations"))[0]).toBe("Aurora Labs");
});
