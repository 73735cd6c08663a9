import { beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { organizationColumns } from "../../src/domain/catalog/organizations.js";
import { exportPapers } from "../../src/domain/interchange/export.js";
import { parsePaperInput } from "../../src/domain/interchange/parse-paper.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { loadByKeys } from "../../src/domain/keys/key-lookup.js";
import { createDatabase, useDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

// One organization stays one under the source's id, whatever its slug.

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);

let used = 0;
const arxivId = () => `2502.${String(++used).padStart(5, "0")}`;
const paperOf = (organization: object | null) => ({
  arxivId: arxivId(),
  title: `Paper ${used}`,
  publishedAt: "2025-02-03T04:05:06Z",
  upvotes: used,
  authors: [{ name: `Author ${used}` }],
  organization,
});

interface Found {
  id: string;
  slug: string;
  name: string;
  papersCount: number;
}

async function organization(slug: string): Promise<Found | null> {
  const data = await app.get<{ organization: Found | null }>(
    "query ($slug: String!) { organization(slug: $slug) { id slug name papersCount } }",
    { slug },
  );
  return data.organization;
}

async function totals(slug: string): Promise<unknown> {
  return app.get(
    `query ($slug: String!, $slugs: [String!]) {
      papers(filter: { organizations: $slugs }) { totalCount }
      authors(organization: $slug) { totalCount }
      organizations(search: $slug) { nodes { slug } }
    }`,
    { slug, slugs: [slug] },
  );
}

const totalsOf = (count: number, slug: string) => ({
  papers: { totalCount: count },
  authors: { totalCount: count },
  organizations: { nodes: [{ slug }] },
});

let run = 0;
/** A name that no other test uses. */
let own: (name: string) => string;
beforeEach(() => {
  run += 1;
  own = (name) => `${name}-${run}`;
});

describe("an organization with a source's id", () => {
  test("stays the same under a new slug, and is still found under the old one", async () => {
    const [old, now, sourceId] = [own("old"), own("now"), own("id")];
    await write.papers([paperOf({ slug: old, name: "The Lab", sourceId })]);
    const before = await organization(old);
    await write.papers([paperOf({ slug: now, name: "The New Lab", sourceId })]);
    const after = { slug: now, name: "The New Lab", papersCount: 2 };
    expect(await organization(old)).toMatchObject(after);
    expect(await organization(now.toUpperCase())).toEqual(await organization(old));
    const query = "query ($id: ID!) { node(id: $id) { ... on Organization { slug name papersCount } } }";
    expect(await app.get(query, { id: before?.id })).toEqual({ node: after });
    for (const slug of [old, now]) expect(await totals(slug)).toEqual(totalsOf(2, now));
    // A source without ids means the same one by either slug.
    await record(database.db, [
      { title: "By a page", organization: { slug: old, name: "A Page Says" } },
      { title: "By another", organization: { slug: now } },
    ]);
    expect(await organization(now)).toMatchObject({ slug: now, papersCount: 4 });
    expect(await derivedMistakes(database.db)).toEqual([]);
  });

  test("stays the same when renamed within a batch", async () => {
    const [old, now, sourceId] = [own("old"), own("now"), own("id")];
    await write.papers([paperOf({ slug: old, sourceId }), paperOf({ slug: now, sourceId })]);
    expect(await organization(old)).toEqual(await organization(now));
    expect(await organization(old)).toMatchObject({ slug: now, name: now, papersCount: 2 });
  });

  test("takes over papers of organizations that had only its slugs", async () => {
    const [old, now, sourceId] = [own("old"), own("now"), own("id")];
    await write.papers([paperOf({ slug: old }), paperOf({ slug: old }), paperOf({ slug: now })]);
    await write.papers([paperOf({ slug: old, sourceId })]);
    expect(await organization(now)).toMatchObject({ slug: now, papersCount: 1 });
    await write.papers([paperOf({ slug: now, sourceId })]);
    expect(await organization(now)).toMatchObject({ slug: now, papersCount: 5 });
    expect(await organization(old)).toEqual(await organization(now));
    for (const slug of [old, now]) expect(await totals(slug)).toEqual(totalsOf(5, now));
    expect(await derivedMistakes(database.db)).toEqual([]);
  });

  test("takes over papers that the same batch assigns by slug only", async () => {
    const [old, now, sourceId] = [own("old"), own("now"), own("id")];
    await write.papers([
      paperOf({ slug: old, sourceId }),
      paperOf({ slug: now }),
      paperOf({ slug: now, sourceId }),
      paperOf({ slug: old }),
    ]);
    expect(await organization(now)).toMatchObject({ slug: now, papersCount: 4 });
    expect(await organization(old)).toEqual(await organization(now));
    expect(await derivedMistakes(database.db)).toEqual([]);
  });

  test("loses its slug to another organization that now has it", async () => {
    const [slug, now] = [own("slug"), own("now")];
    await write.papers([paperOf({ slug, sourceId: own("one"), name: "One" })]);
    await write.papers([paperOf({ slug, sourceId: own("other"), name: "Other" })]);
    expect(await organization(slug)).toMatchObject({ name: "Other", papersCount: 1 });
    await write.papers([paperOf({ slug: now, sourceId: own("one") })]);
    expect(await organization(now)).toMatchObject({ name: "One", slug: now, papersCount: 2 });
    expect(await organization(slug)).toMatchObject({ name: "Other", slug, papersCount: 1 });
    expect(await derivedMistakes(database.db)).toEqual([]);
  });

  test("keeps its former slugs through export and ingest", async () => {
    const [old, now, sourceId] = [own("old"), own("now"), own("id")];
    await write.papers([paperOf({ slug: old, sourceId }), paperOf({ slug: now, sourceId })]);
    const copy = await createDatabase();
    const lines = await exported(database.db);
    const drafts = lines.map((line) => parsePaperInput(JSON.parse(line)));
    await record(
      copy.db,
      drafts.flatMap((parsed) => ("draft" in parsed ? [parsed.draft] : [])),
    );
    expect(await loadByKeys(copy.db, "Organization", organizationColumns, [`slug/${old}`])).toMatchObject([
      { slug: now, sourceId, papersCount: 2 },
    ]);
    expect(await exported(copy.db)).toEqual(lines);
    await copy.drop();
  });

  test("is not renamed by a source with less trust", async () => {
    const [old, now, sourceId] = [own("old"), own("now"), own("id")];
    await write.papers([paperOf({ slug: now, name: "Now", sourceId })]);
    const draft = { title: "An archive", organization: { slug: old, name: "Old", sourceId } };
    await record(database.db, [draft], { trustLevel: trustLevels.archive });
    expect(await organization(old)).toMatchObject({ slug: now, name: "Now", papersCount: 2 });
  });
});

test("organizations without IDs are distinguished by slug", async () => {
  await write.papers([paperOf({ slug: own("one") }), paperOf({ slug: own("other") })]);
  expect(await organization(own("one"))).toMatchObject({ papersCount: 1 });
  expect(await organization(own("other"))).toMatchObject({ papersCount: 1 });
  expect(await organization(own("none"))).toBeNull();
});

test("recording the same organization again is a no-op", async () => {
  const [old, now, sourceId] = [own("old"), own("now"), own("id")];
  const papers = [paperOf({ slug: old, sourceId }), paperOf({ slug: now, sourceId }), paperOf({ slug: now })];
  await write.papers(papers);
  expect(await write.papers(papers)).toMatchObject({ added: 0, updated: 0, unchanged: 3 });
});

async function exported(db: Database): Promise<string[]> {
  const lines: string[] = [];
  await exportPapers(db, async (written) => {
    lines.push(...written.trimEnd().split("\n"));
  });
  return lines;
}
