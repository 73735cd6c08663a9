import { expect, test } from "vitest";
import { type TrustLevel, trustLevels } from "../../src/domain/interchange/trust-level.js";
import { useDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

// null clears a field, omission leaves it.

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);

const facts = {
  abstract: "On zebrafish.",
  publishedAt: "2025-03-04T05:06:07Z",
  withdrawnAt: "2025-05-06T07:08:09Z",
  authors: [{ name: "Ana Prieto", accountId: "ana", accountName: "Ana Prieto" }, { name: "Bo Lind" }],
  organization: { slug: "lab", name: "The Lab" },
  keywords: ["fish", "stripes"],
  categories: ["q-bio.NC", "cs.CV"],
  versions: [{ number: 1, submittedAt: "2025-03-04T05:06:07.000Z" }],
  commentsCount: 3,
  projectUrl: "https://example.org/project",
  codeUrl: "https://example.org/code",
  githubStars: 4,
  thumbnailUrl: "https://example.org/picture.png",
};

const fields = `title abstract publishedAt publishedOn withdrawnAt authorsCount commentsCount upvotes projectUrl codeUrl
  githubStars thumbnailUrl featuredOn organization { slug } keywords { name } categories versions { number submittedAt } authors { nodes { name } }`;

async function shown(arxivId: string): Promise<Record<string, unknown>> {
  const data = await app.get<{ paper: Record<string, unknown> }>(
    `query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { ${fields} } }`,
    { arxivId },
  );
  return data.paper;
}

async function found(search: string): Promise<number> {
  const data = await app.get<{ papers: { totalCount: number } }>(
    "query ($search: String) { papers(filter: { search: $search }) { totalCount } }",
    { search },
  );
  return data.papers.totalCount;
}

const cleared = {
  abstract: null,
  publishedAt: null,
  publishedOn: null,
  withdrawnAt: null,
  authorsCount: null,
  authors: { nodes: [] },
  organization: null,
  keywords: [],
  categories: [],
  versions: [],
  commentsCount: 0,
  projectUrl: null,
  codeUrl: null,
  githubStars: null,
  thumbnailUrl: null,
};

test("only null clears a field", async () => {
  const paper = { arxivId: "2503.00001", title: "Stripes" };
  await write.papers([{ ...paper, ...facts, upvotes: 5, featuredOn: ["2025-03-05"] }]);
  const before = await shown(paper.arxivId);
  expect(await write.papers([paper])).toMatchObject({ unchanged: 1 });
  expect(await shown(paper.arxivId)).toEqual(before);

  for (const field of ["withdrawnAt", "codeUrl", "organization"])
    expect(await write.papers([{ ...paper, [field]: null }])).toMatchObject({ updated: 1 });
  const { withdrawnAt, codeUrl, organization } = cleared;
  expect(await shown(paper.arxivId)).toEqual({ ...before, withdrawnAt, codeUrl, organization });
  expect(await write.papers([{ ...paper, codeUrl: null }])).toMatchObject({ unchanged: 1 });

  const nothing = Object.fromEntries(Object.keys(facts).map((field) => [field, null]));
  expect(await write.papers([{ ...paper, ...nothing }])).toMatchObject({ updated: 1 });
  expect(await shown(paper.arxivId)).toEqual({ ...before, ...cleared });
  expect(await found("zebrafish")).toBe(0);
  expect(await derivedMistakes(database.db)).toEqual([]);

  await write.papers([{ ...paper, ...facts }]);
  expect(await shown(paper.arxivId)).toEqual(before);
  expect(await found("zebrafish")).toBe(1);
  expect(await derivedMistakes(database.db)).toEqual([]);
});

test("null is ignored for the ID, upvotes, and feature days, which cannot be cleared", async () => {
  const paper = { arxivId: "2503.00002", title: "Firm", upvotes: 7, featuredOn: ["2025-03-05"] };
  await write.papers([paper]);
  const before = await shown(paper.arxivId);
  const nothing = { ...paper, upvotes: null, featuredOn: null };
  expect(await write.papers([nothing])).toMatchObject({ unchanged: 1 });
  expect(await write.papers([{ ...nothing, arxivId: null }])).toMatchObject({ unchanged: 1 });
  expect(await shown(paper.arxivId)).toEqual(before);
});

test("clearing an instant keeps a separate date, but clears the date derived from it", async () => {
  const paper = { arxivId: "2503.00003", title: "Dated" };
  await write.papers([{ ...paper, publishedOn: "2025-03-04" }]);
  await write.papers([{ ...paper, publishedAt: null }]);
  expect(await shown(paper.arxivId)).toMatchObject({ publishedAt: null, publishedOn: "2025-03-04" });
  await write.papers([{ ...paper, publishedAt: "2025-03-05T00:00:00Z" }]);
  await write.papers([{ ...paper, publishedAt: null }]);
  expect(await shown(paper.arxivId)).toMatchObject({ publishedAt: null, publishedOn: null });
  await write.papers([{ ...paper, publishedOn: null }]);
});

test.each([
  ["an equal", trustLevels.feed, trustLevels.feed, null],
  ["a better", trustLevels.page, trustLevels.feed, null],
  ["a lesser", trustLevels.feed, trustLevels.page, "https://example.org/code"],
] as const)("null of %s source", async (_name, first: TrustLevel, second: TrustLevel, left) => {
  const paper = { arxivId: `2503.1${first}${second}00`, title: "Code" };
  await record(database.db, [{ ...paper, codeUrl: facts.codeUrl }], { trustLevel: first });
  await record(database.db, [{ ...paper, codeUrl: null }], { trustLevel: second });
  expect(await shown(paper.arxivId)).toMatchObject({ codeUrl: left });
});

test("a batch that sets and then clears a field leaves it empty", async () => {
  const paper = { arxivId: "2503.00004", title: "Twice" };
  const nothing = Object.fromEntries(Object.keys(facts).map((field) => [field, null]));
  await write.papers([
    { ...paper, ...facts },
    { ...paper, ...nothing },
  ]);
  expect(await shown(paper.arxivId)).toMatchObject(cleared);
  expect(await derivedMistakes(database.db)).toEqual([]);
});
