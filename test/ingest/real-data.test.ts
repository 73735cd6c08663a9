import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import sql, { raw, Sql } from "sql-template-tag";
import { beforeAll, describe, expect, test } from "vitest";
import { nameCondition } from "../../src/domain/lists/name-search.js";
import { ingest } from "../../src/ingest/ingest.js";
import type { Summary } from "../../src/ingest/summary.js";
import { useDatabase } from "../kit/db/database.js";
import { useApp } from "../kit/server/app.js";

// Real files, if present next to the project; skipped otherwise.
const data = "../shared/data";
const present = existsSync(data);
if (!present) process.stderr.write(`No real data in ${data}: the tests over it are skipped.\n`);

interface Row {
  paper: {
    id: string;
    title: string;
    summary: string;
    publishedAt: string;
    submittedOnDailyAt: string;
    withdrawnAt?: string;
    upvotes: number;
    authors: { name: string; hidden: boolean; user?: { _id: string; user: string; fullname: string } }[];
    organization?: { name: string; fullname: string; avatar: string };
    ai_keywords?: string[];
    projectPage?: string;
    githubRepo?: string;
    githubStars?: number;
  };
  numComments: number;
  thumbnail: string;
}

const fold = (text: string) => text.replace(/\s+/g, " ").trim();
const instant = (text: string) => new Date(text).toISOString();

describe.skipIf(!present)("24 months of Daily Papers", () => {
  const rows: Row[] = [];
  const summaries: Summary[] = [];
  const database = useDatabase(async ({ db }) => {
    const directory = join(data, "daily-papers");
    const files = (await readdir(directory)).sort().map((name) => join(directory, name));
    for (const file of files)
      rows.push(...(JSON.parse(gunzipSync(await readFile(file)).toString()) as Row[]));
    for (const order of [files, files.toReversed()])
      summaries.push(
        await ingest(db, { files: order, standardInput: process.stdin, reading: {}, now: () => new Date() }),
      );
  });
  const app = useApp(database);
  const byId = new Map<string, Row>();
  const daysOf = new Map<string, Set<string>>();
  beforeAll(() => {
    for (const row of rows) {
      const { id, submittedOnDailyAt } = row.paper;
      byId.set(id, row);
      daysOf.set(id, (daysOf.get(id) ?? new Set()).add(submittedOnDailyAt.slice(0, 10)));
    }
  });

  test("are stored without loss, and a second time change nothing", () => {
    const repeated = rows.length - byId.size;
    expect(summaries).toEqual([
      { added: byId.size, updated: repeated, unchanged: 0, rejected: [] },
      { added: 0, updated: 0, unchanged: rows.length, rejected: [] },
    ]);
  });

  test("give the same rows as an independent count", async () => {
    const distinct = (keys: Iterable<string>) => new Set(keys).size;
    const papers = [...byId.values()].map(({ paper }) => paper);
    const shown = papers.flatMap(({ authors }) => authors).filter(({ hidden }) => !hidden);
    const keywordsOf = (paper: Row["paper"]) =>
      new Set(
        (paper.ai_keywords ?? []).map((name) => fold(name).toLowerCase()).filter((name) => name !== ""),
      );
    const [counts] = await database.db.query(sql`
      select
        (select count(*)::int from papers) as papers,
        (select count(*)::int from feature_days) as "featureDays",
        (select count(*)::int from authorships) as authorships,
        (select count(distinct account_id)::int from authors where papers_count > 0) as accounts,
        (select count(*)::int from organizations where papers_count > 0) as organizations,
        (select count(*)::int from keywords where papers_count > 0) as keywords,
        (select count(*)::int from paper_keywords) as "paperKeywords",
        (select sum(upvotes)::int from papers) as upvotes,
        (select count(*)::int from upvote_observations) as observations
    `);
    expect(counts).toEqual({
      papers: papers.length,
      featureDays: distinct(rows.map(({ paper }) => `${paper.id} ${paper.submittedOnDailyAt.slice(0, 10)}`)),
      authorships: papers.reduce((sum, { authors }) => sum + authors.length, 0),
      accounts: distinct(shown.flatMap(({ user }) => (user ? [user._id] : []))),
      organizations: distinct(
        papers.flatMap(({ organization }) => (organization ? [organization.name] : [])),
      ),
      keywords: distinct(papers.flatMap((paper) => [...keywordsOf(paper)])),
      paperKeywords: papers.reduce((sum, paper) => sum + keywordsOf(paper).size, 0),
      upvotes: papers.reduce((sum, { upvotes }) => sum + upvotes, 0),
      observations: papers.length,
    });
  });

  test("have every field of every paper as in the files", async () => {
    let seen = 0;
    for (let after: string | null = null, more = true; more; ) {
      const { papers }: Listed = await app.get<Listed>(everyField, { after });
      expect(papers.nodes).toEqual(
        papers.nodes.map(({ arxivId }) => {
          const row = byId.get(arxivId);
          if (row === undefined) throw new Error(`${arxivId} is in no file.`);
          return expectedOf(row);
        }),
      );
      seen += papers.nodes.length;
      more = papers.pageInfo.hasNextPage;
      after = papers.pageInfo.endCursor;
    }
    expect(seen).toBe(byId.size);
  });

  test("have every account under each of its printed and account names", async () => {
    const { db } = database;
    const names = new Map<string, { accountId: string; name: string }>();
    for (const { paper } of rows)
      for (const { name, user, hidden } of paper.authors)
        if (user && !hidden)
          for (const each of [name, user.fullname, user.user])
            names.set(`${user._id} ${each}`, { accountId: user._id, name: fold(each) });
    const asked = [...names.values()].map(({ accountId, name }) => ({
      accountId,
      name,
      query: nameCondition("a", name).values[0],
    }));
    // The same condition for each of them, in one statement.
    const condition = new Sql(nameCondition("a", "a").strings, [raw("asked.query")]);
    const lost = await db.query(sql`
      select asked.* from json_to_recordset(${JSON.stringify(asked)}::json)
        asked("accountId" text, name text, query text)
      where not exists (select from authors a where a.account_id = asked."accountId" and ${condition})
    `);
    expect(names.size).toBeGreaterThan(10_000);
    expect(lost).toEqual([]);
    // The same by the front door, of a few.
    for (const { name } of [...names.values()].filter((_name, index) => index % 1_000 === 0)) {
      const data = await app.get<{ authors: { totalCount: number } }>(
        "query ($name: String) { authors(search: $name) { totalCount } }",
        { name },
      );
      expect(data.authors.totalCount, name).toBeGreaterThan(0);
    }
  });

  test("keep their fields when a page with some of the same papers is added", async () => {
    const papers = () => database.db.query(sql`select * from papers where arxiv_id is not null order by id`);
    const before = await papers();
    const files = (await readdir(join(data, "pages"))).map((name) => join(data, "pages", name));
    const options = { files, standardInput: process.stdin, reading: {}, now: () => new Date() };
    const { added, updated, unchanged, rejected } = await ingest(database.db, options);
    const letters = (title: string) => title.toLowerCase().replace(/[^a-z0-9]/g, "");
    const lines = (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n").split("\n");
    const known = new Set([...byId.values()].map(({ paper }) => letters(paper.title)));
    const common = lines.filter((line) => known.has(letters(line))).length;
    expect(common).toBeGreaterThan(0);
    expect([added, updated + unchanged, rejected]).toEqual([37 - common, common, []]);
    expect((await papers()).map((row) => ({ ...row, organization_id: null }))).toEqual(
      before.map((row) => ({ ...row, organization_id: null })),
    );
    expect(await ingest(database.db, options)).toEqual({ added: 0, updated: 0, unchanged: 37, rejected: [] });
  });

  interface Listed {
    papers: {
      nodes: { arxivId: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  }

  const everyField = `query ($after: String) {
    papers(first: 100, after: $after) {
      nodes {
        arxivId title abstract publishedAt publishedOn featuredOn authorsCount upvotes commentsCount
        projectUrl codeUrl githubStars thumbnailUrl withdrawnAt
        organization { slug name avatarUrl }
        keywords { name }
        authors(first: 100) { totalCount edges { position creditedAs } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`;

  /** One author of the months is printed with the word that led to the last one of a list. */
  function creditedAs(name: string): string {
    return fold(name).replace(/^and /, "");
  }

  function expectedOf({ paper, numComments, thumbnail }: Row) {
    const shown = paper.authors
      .map((author, index) => ({ ...author, position: index + 1 }))
      .filter(({ hidden }) => !hidden);
    const keywords = new Map((paper.ai_keywords ?? []).map((name) => [fold(name).toLowerCase(), name]));
    keywords.delete("");
    return {
      arxivId: paper.id,
      title: fold(paper.title),
      abstract: fold(paper.summary),
      publishedAt: instant(paper.publishedAt),
      publishedOn: paper.publishedAt.slice(0, 10),
      featuredOn: [...(daysOf.get(paper.id) ?? [])].sort(),
      authorsCount: paper.authors.length,
      upvotes: paper.upvotes,
      commentsCount: numComments,
      projectUrl: paper.projectPage ?? null,
      codeUrl: paper.githubRepo ?? null,
      githubStars: paper.githubStars ?? null,
      thumbnailUrl: thumbnail,
      withdrawnAt: paper.withdrawnAt === undefined ? null : instant(paper.withdrawnAt),
      organization: paper.organization
        ? {
            slug: paper.organization.name,
            name: fold(paper.organization.fullname),
            avatarUrl: expect.any(String),
          }
        : null,
      // The spelling of a keyword is the one first seen, on whichever paper.
      keywords: [...keywords.keys()].map((key) => ({ name: expect.stringMatching(sameKeyword(key)) })),
      authors: {
        totalCount: shown.length,
        edges: shown.slice(0, 100).map(({ position, name }) => ({ position, creditedAs: creditedAs(name) })),
      },
    };
  }

  function sameKeyword(key: string): RegExp {
    return new RegExp(`^${key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`, "iu");
  }
});
