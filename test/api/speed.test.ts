import sql from "sql-template-tag";
import { beforeAll, describe, expect, test } from "vitest";
import { syntheticPapers } from "../../seed/synthetic.js";
import type { Database } from "../../src/db/database.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { rowByKey } from "../../src/domain/keys/key-lookup.js";
import { inDatabase, useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { record } from "../kit/models/papers.js";
import { startApp, useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

describe("the page of a list", () => {
  const database = useDatabase(async ({ db }) => {
    await ingestSample(db);
  });
  const app = useApp(database);
  const query = (first: number, more = "") =>
    `{ papers(first: ${first}) { nodes { id title publishedOn upvotes organization { slug name } authors(first: 5) { nodes { name } edges { position creditedAs } } ${more} } pageInfo { endCursor } } }`;

  async function statementsOf(question: string): Promise<string[]> {
    database.statements.length = 0;
    await app.get(question);
    return [...database.statements];
  }

  test.each([1, 20, 100])(
    "is one statement for %i papers with organization and five authors",
    async (first) => {
      expect(await statementsOf(query(first))).toHaveLength(1);
    },
  );

  test("reads abstracts only if selected, and then in one statement", async () => {
    for (const statement of await statementsOf(query(20)))
      expect(statement).not.toMatch(/abstract|paper_texts/);
    const asked = await statementsOf(query(20, "abstract"));
    expect(asked.filter((statement) => /abstract/.test(statement))).toHaveLength(1);
  });

  test("is counted only if the count is selected", async () => {
    expect((await statementsOf(query(20))).join()).not.toMatch(/select count\(\*\)/);
    expect(
      (await statementsOf("{ papers { totalCount } }")).filter((text) => /select count\(\*\)/.test(text)),
    ).toHaveLength(1);
  });

  test.each(["organizations", "authors", "keywords"])(
    "of %s by upvotes is counted without the table of that order",
    async (list) => {
      const [statement] = await statementsOf(
        `{ ${list}(first: 1, orderBy: { field: UPVOTES }) { totalCount nodes { name } } }`,
      );
      expect(statement?.match(/join (organizations|authors|keywords)/g)).toHaveLength(1);
      expect(statement).toMatch(/select count\(\*\) from (organizations|authors|keywords)/);
    },
  );

  test("makes no table of the papers that match unless they are counted", async () => {
    const [statement] = await statementsOf("{ papers(filter: { hasCode: true }) { nodes { title } } }");
    expect(statement?.match(/code_url is not null/g)).toHaveLength(2);
  });

  test("with facets reads the papers of the filter once for all facets and their count", async () => {
    const [statement, ...others] = await statementsOf(`{
      papers(filter: { hasCode: true }) { totalCount }
      organizations: paperStats(filter: { hasCode: true }, by: [ORGANIZATION]) { groups { totals { papers } } }
      keywords: paperStats(filter: { hasCode: true }, by: [KEYWORD]) { totals { papers } groups { totals { papers } } }
    }`);
    expect(others).toEqual([]);
    expect(statement?.match(/code_url is not null/g)).toHaveLength(1);
  });

  test.each([
    ["before", (list: string, facets: string) => `{ ${list} ${facets} }`],
    ["after", (list: string, facets: string) => `{ ${facets} ${list} }`],
  ])("with a list %s its facets reads the papers of the filter once for both", async (_, both) => {
    const [statement, ...others] = await statementsOf(
      both(
        "papers(filter: { hasCode: true }) { nodes { title } }",
        "paperStats(filter: { hasCode: true }, by: [KEYWORD]) { groups { totals { papers } } }",
      ),
    );
    expect(others).toEqual([]);
    expect(statement?.match(/code_url is not null/g)).toHaveLength(1);
  });

  test("keywords and feature days of a page take no further statement", async () => {
    expect(await statementsOf(query(50, "keywords { name } featuredOn"))).toHaveLength(1);
  });
});

describe("papers of the same 1,000 authors", () => {
  const people = Array.from({ length: 1_000 }, (_, number) => ({ name: `Collaborator ${number}` }));
  const database = useDatabase(async ({ db }) => {
    await record(
      db,
      [1, 2, 3].map((number) => ({
        title: `Observation ${number}`,
        arxivId: `2507.0000${number}`,
        publishedOn: `2025-07-0${number}`,
        authors: people,
      })),
    );
    await db.query(sql`analyze`);
  });

  /** Rows of the largest plan step of each statement of a query. */
  async function rowsOf(question: string): Promise<number[]> {
    const rows: number[] = [];
    const watched: Database = {
      ...database.db,
      async query(statement, name) {
        const [explained] = await database.db.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>({
          text: `explain (analyze, format json) ${statement.text}`,
          values: statement.values,
        });
        rows.push(...(explained?.["QUERY PLAN"] ?? []).map(({ Plan }) => largestStep(Plan)));
        return database.db.query(statement, name);
      },
    };
    const watching = await startApp(
      { db: watched, url: database.url },
      { limits: limitsWith({ maxCost: 100_000_000 }) },
    );
    // Starting takes a statement, too.
    rows.length = 0;
    await watching.get(question);
    await watching.close();
    return rows;
  }

  test.each(["[AUTHOR]", "[DAY, AUTHOR]", "[AUTHOR, YEAR]"])(
    "are counted by %s and their people with it, without pairing all people",
    async (by) => {
      const question = `{ paperStats(by: ${by}, first: 10000) { groups { totals { papers authors } } } }`;
      const rows = await rowsOf(question);
      expect(rows).toHaveLength(1);
      for (const count of rows) expect(count).toBeLessThan(20_000);
    },
  );
});

test("a username is looked up in its index, however many authors there are", async () => {
  await inDatabase(async ({ db }) => {
    await db.query(sql`
      insert into authors (name, name_key, account_id, username, papers_count)
      select 'A', 'a', number, 'User-' || number, number from generate_series(1, 20000) number
    `);
    await db.query(sql`analyze authors`);
    const { from, conditions } = rowByKey("Author", "username/user-77");
    const plan = await db.query(
      sql`explain (analyze, timing off) select a.username from ${from} where ${conditions[0]}`,
    );
    expect(JSON.stringify(plan)).toMatch(/authors_username_idx/);
  });
});

interface PlanNode {
  "Actual Rows": number;
  "Actual Loops": number;
  Plans?: PlanNode[];
}

function largestStep({ Plans = [], ...node }: PlanNode): number {
  return Math.max(node["Actual Rows"] * node["Actual Loops"], ...Plans.map(largestStep));
}

describe("at 150,000 papers", () => {
  // What the plans depend on: which papers there are, of which organization and date. Their words, names and keywords
  // are left out, since making their indexes is most of the work; recording is most of the rest, so nine in ten are copies.
  const database = useDatabase(async ({ db }) => {
    const drafts: PaperDraft[] = [];
    for (const { abstract: _abstract, authors: _authors, keywords: _keywords, ...facts } of syntheticPapers({
      count: 15_000,
      seed: 1,
    }))
      drafts.push(facts);
    await record(db, drafts);
    await db.query(sql`
      insert into papers select copy.* from papers cross join generate_series(1, 9) number,
        jsonb_populate_record(papers, jsonb_build_object('id', id + number * 100000, 'arxiv_id', null)) copy
    `);
    await db.query(sql`
      insert into feature_days select paper_id + number * 100000, day from feature_days, generate_series(1, 9) number
    `);
    await db.query(sql`analyze`);
  });
  const app = useApp(database);
  let organization: string;
  beforeAll(async () => {
    const { organizations } = await app.get<{
      organizations: { nodes: { slug: string; papers: { totalCount: number } }[] };
    }>("{ organizations(first: 1) { nodes { slug papers { totalCount } } } }");
    organization = organizations.nodes[0]?.slug ?? "";
    expect(organizations.nodes[0]?.papers.totalCount).toBeGreaterThan(1_000);
  });

  /** Plans of the statements of a query. */
  async function plansOf(question: string, variables: Record<string, unknown>): Promise<string> {
    const plans: string[] = [];
    // The same database seen through a window that looks at each statement before it runs.
    const watched: Database = {
      ...database.db,
      async query(statement, name) {
        const explained = { text: `explain ${statement.text}`, values: statement.values };
        const lines = await database.db.query<{ "QUERY PLAN": string }>(explained);
        plans.push(lines.map((line) => line["QUERY PLAN"]).join("\n"));
        return database.db.query(statement, name);
      },
    };
    const watching = await startApp(
      { db: watched, url: database.url },
      { limits: limitsWith({ maxCost: 100_000_000 }) },
    );
    plans.length = 0;
    await watching.get(question, variables);
    await watching.close();
    expect(plans).toHaveLength(1);
    return plans.join("\n");
  }

  const fields = ["PUBLISHED_ON", "FEATURED_ON", "UPVOTES", "COMMENTS", "TITLE"];
  const orders = fields.flatMap((field) => ["ASC", "DESC"].map((direction) => ({ field, direction })));
  const question = `query ($filter: PaperFilter, $orderBy: PaperOrder) { papers(filter: $filter, orderBy: $orderBy) { nodes { title } } }`;

  test.each(orders)("an organization and a date, by $field $direction, takes an index", async (orderBy) => {
    for (const range of ["publishedOn", "featuredOn"]) {
      const filter = { organizations: [organization], [range]: { from: "2025-07-01", to: "2025-07-31" } };
      const plan = await plansOf(question, { filter, orderBy });
      expect(plan).toMatch(/Index/);
      expect(plan).not.toMatch(/Seq Scan on papers/);
    }
  });

  test.each(["ASC", "DESC"])(
    "an organization and dates, by UPVOTES %s, is read in one index alone",
    async (direction) => {
      const filter = { organizations: [organization], publishedOn: { from: "2025-01-01", to: "2025-12-31" } };
      const plan = await plansOf(question, { filter, orderBy: { field: "UPVOTES", direction } });
      expect(plan).toMatch(/Index Only Scan (Backward )?using papers_organization_id_upvotes_id_idx/);
    },
  );

  test.each(orders)("a week, by $field $direction, takes an index", async (orderBy) => {
    for (const range of ["publishedOn", "featuredOn"]) {
      const filter = { [range]: { from: "2025-07-07", to: "2025-07-13" } };
      expect(await plansOf(question, { filter, orderBy })).not.toMatch(/Seq Scan on papers/);
    }
  });

  test.each(orders)("everything, by $field $direction, is read along an index", async (orderBy) => {
    const plan = await plansOf(question, { filter: {}, orderBy });
    expect(plan).not.toMatch(/Seq Scan on papers/);
  });
});
