import fc from "fast-check";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { migrate } from "../../src/db/migrate.js";
import { exportPapers } from "../../src/domain/interchange/export.js";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { renewKeys } from "../../src/domain/upkeep/rekeying.js";
import { createDatabase, inClient, type TestDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { dump } from "../kit/db/dump.js";
import { paper, record } from "../kit/models/papers.js";
import { chronicle } from "../kit/models/worlds.js";

// A database of an earlier version, with the keys that it made: what comes of it is what the papers themselves give.

/**
 * What the earlier keys kept or dropped otherwise than today's, and what is kept or dropped in the same way today:
 * letters with strokes and accents in titles were letters, Devanagari and Cyrillic marks were dropped, signs too.
 */
const disguises = new Map(
  Object.entries({
    ł: "ա",
    Ł: "Ա",
    ø: "բ",
    Ø: "Բ",
    ı: "գ",
    đ: "դ",
    Đ: "Դ",
    æ: "ե",
    र: "ƣ",
    म: "ȣ",
    "ा": "\u0301",
    и: "ƨ",
    "+": "§",
    "#": "¶",
    "<": "†",
    ">": "‡",
    "*": "©",
  }),
);

const names = [
  "Łukasz Wójcik",
  "Lukasz Wojcik",
  "LUKASZ WÓJCIK",
  "Søren Kjær",
  "Soren Kjaer",
  "Yıldız",
  "Yildiz",
];
const split = ["राम", "रमा", "रम", "Андре\u0438\u0306", "Андреи", "Ada Lovelace"];

const earlier: PaperDraft[] = [
  ...[...names, ...split].map((name, index) =>
    paper(`Solo ${index}`, {
      arxivId: `2509.0000${index}`.slice(0, 10),
      publishedAt: new Date(Date.UTC(2025, 8, 1 + index)),
      upvotes: index,
      organization: { slug: index % 2 === 0 ? "north-lab" : "south lab", name: `The ${index % 2}` },
      authors: [{ name }, { name: split[index % split.length] ?? "" }],
      keywords: ["Łódź", "graphs"],
    }),
  ),
  // Claims: a name passes to an account, from one, and to neither of two.
  paper("Claims", {
    arxivId: "2509.10001",
    authors: [
      { name: "Soren Kjaer", accountId: "soren", accountName: "skj", username: "skj-42" },
      { name: "Yildiz", accountId: "one", accountName: "One Person" },
      { name: "Yıldız", accountId: "other", accountName: "Other Person" },
      { name: "रमा", accountId: "rama", accountName: "Rama" },
      { name: "Đặng Minh", hidden: true },
    ],
  }),
  paper("More of them", {
    arxivId: "2509.10002",
    authors: ["Søren Kjær", "Yıldız", "राम", "रमा", "रम", "Đang Minh", "Dang Minh"].map((name) => ({ name })),
  }),
  paper("Writing C code", { arxivId: "2509.10003" }),
  paper("Writing C++ code", { arxivId: "2509.10004" }),
  paper("Writing C# code", { arxivId: "2509.10005" }),
  paper("When x < y", { arxivId: "2509.10006" }),
  paper("Search by A*", { publishedOn: "2025-09-10" }),
  paper(`${"A long title ".repeat(40)}Łódź +`, { arxivId: "2509.10007" }),
];

const drafts = [...earlier, ...fc.sample(chronicle, { numRuns: 3, seed: 12 }).flat()];

test("rekeying a database of an earlier version gives the same as filling a new one", async () => {
  const [migrated, fresh] = [await createDatabase(), await createDatabase()];
  await record(fresh.db, drafts);
  await fillAsEarlier(migrated);
  expect(await known(migrated.db)).not.toEqual(await known(fresh.db));
  const before = await idsOf(migrated.db);

  await takeBack(migrated);
  expect(await migrate(migrated.url, "prisma/migrations")).toEqual([
    expect.stringMatching(/_people$/),
    expect.stringMatching(/_names$/),
    expect.stringMatching(/_name_parts$/),
  ]);
  // Processes that start together: one does it, the others find it done.
  const renewed = await Promise.all([1, 2, 3].map(() => renewKeys(migrated.db)));
  expect(renewed.filter((done) => done)).toHaveLength(1);

  expect(await derivedMistakes(migrated.db)).toEqual([]);
  expect(await known(migrated.db)).toEqual(await known(fresh.db));
  expect(await otherNames(migrated.db)).toEqual(await otherNames(fresh.db));
  expect(await exported(migrated.db)).toEqual(await exported(fresh.db));
  expect(await idsOf(migrated.db)).toEqual(expect.arrayContaining(before));
  expect(await renewKeys(migrated.db)).toBe(false);

  // Drafts without ids find their papers again, names their people.
  const page = [paper("Search by A*", { authorsCount: 3 }), paper("Writing C++ code", { authorsCount: 2 })];
  for (const { db } of [migrated, fresh]) {
    await record(db, earlier);
    await record(db, page, { trustLevel: trustLevels.page, source: "page" });
    await record(db, [paper("Later", { arxivId: "2509.20000", authors: names.map((name) => ({ name })) })]);
  }
  expect(await known(migrated.db)).toEqual(await known(fresh.db));
  await Promise.all([migrated.drop(), fresh.drop()]);
});

test("an interrupted rekeying changes nothing, and the next one completes it", async () => {
  const database = await createDatabase();
  await fillAsEarlier(database);
  await database.db.query(sql`update key_version set version = 1`);
  const before = await known(database.db);
  await inClient(database.url, async (client) => {
    // The last thing it does fails, as it would in a process that is killed.
    await client.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'killed'; end $$;
      create trigger refuse before update on key_version execute function refuse()`);
    await expect(renewKeys(database.db)).rejects.toThrow("killed");
    expect(await known(database.db)).toEqual(before);
    await client.query("drop trigger refuse on key_version");
  });
  expect(await renewKeys(database.db)).toBe(true);
  expect(await known(database.db)).not.toEqual(before);
  expect(await derivedMistakes(database.db)).toEqual([]);
  await database.drop();
});

test("stored papers with equal new keys are merged", async () => {
  const [merged, fresh] = [await createDatabase(), await createDatabase()];
  const draftsOf = ([first, second, third]: [string, string, string], sameTitle: string): PaperDraft[] => [
    paper("Knots", {
      arxivId: first,
      publishedOn: "2003-09-08",
      authors: [{ name: "Ana Prieto", accountId: "ana", accountName: "ana" }, { name: "Bo Lind" }],
      keywords: ["knots"],
      organization: { slug: "lab", name: "The Lab" },
      featuredOn: ["2025-01-02"],
    }),
    paper("Knots", {
      arxivId: second,
      abstract: "On knots.",
      keywords: ["knots", "links"],
      commentsCount: 2,
    }),
    paper("Films", { arxivId: third }),
    paper("Apples and pears", { publishedOn: "2025-03-04", authors: [{ name: "Bo Lind" }], upvotes: 3 }),
    paper(sameTitle, { arxivId: "2503.00001", keywords: ["fruit"] }),
    paper("Others", { arxivId: "2503.00002", authors: [{ name: "Ana Prieto" }], upvotes: 1 }),
  ];
  const [apart, together] = [
    draftsOf(["math.GT/0309136", "math/0309136", "cond-mat.mtrl-sci/9901001"], "Apples pears"),
    draftsOf(["math/0309136", "math/0309136", "cond-mat/9901001"], "Apples & pears"),
  ];
  await record(merged.db, apart);
  await record(fresh.db, together);
  await merged.db.query(sql`update papers set title = 'Apples & pears' where title = 'Apples pears'`);
  await merged.db.query(sql`update key_version set version = 1`);
  expect(await renewKeys(merged.db)).toBe(true);
  expect(await derivedMistakes(merged.db)).toEqual([]);
  const { papers, ...others } = await dump(merged.db);
  expect(papers.map(({ arxiv_id, title }) => [arxiv_id, title])).toEqual([
    ["2503.00001", "Apples and pears"],
    ["2503.00002", "Others"],
    ["cond-mat/9901001", "Films"],
    ["math/0309136", "Knots"],
  ]);
  expect(papers[0]).toMatchObject({ upvotes: 3, keywords: ["fruit"], sources: ["test"], observations: 1 });
  expect(papers[3]).toMatchObject({
    slug_key: "lab",
    abstract: "On knots.",
    comments_count: 2,
    days: ["2025-01-02"],
  });
  expect(papers[3]?.["authors"]).toHaveLength(2);
  const expected = await dump(fresh.db);
  for (const part of ["organizations", "authors", "claimedNames", "affiliations", "days", "months"] as const)
    expect(others[part], part).toEqual(expected[part]);
  await Promise.all([merged.drop(), fresh.drop()]);
});

/** Stores the drafts under keys that are those of the earlier version once the disguise is taken off. */
async function fillAsEarlier({ db, url }: TestDatabase): Promise<void> {
  const disguise = (text: string) => [...text].map((letter) => disguises.get(letter) ?? letter).join("");
  await record(
    db,
    drafts.map((draft) => deepMap(draft, disguise)),
  );
  const [to, from] = [[...disguises.keys()].join(""), [...disguises.values()].join("")];
  const signs = /[§¶†‡©]/g;
  await inClient(url, async (client) => {
    for (const [table, ...columns] of textColumns)
      for (const column of columns)
        await client.query(
          `update ${table} set ${column} = translate(${column}, '${column.endsWith("key") ? from.replace(signs, "") : from}', '${to}')`,
        );
  });
}

const textColumns = [
  ["papers", "title", "title_key"],
  ["authorships", "name", "name_key"],
  ["authors", "name", "name_key", "own_name_key", "account_name"],
  ["claimed_names", "name_key"],
  ["organizations", "name", "name_key"],
  ["keywords", "name", "key", "name_key"],
] as const;

/** Brings the schema back to that before this version. */
async function takeBack({ url }: TestDatabase): Promise<void> {
  await inClient(url, (client) =>
    client.query(`
      drop index authors_words_idx, organizations_words_idx;
      update authors set name = account_name where account_name is not null;
      alter table authors drop column account_name, drop column other_name_keys;
      alter table organizations drop column source_id, drop column other_name_keys;
      drop table organization_slugs, key_version;
      create unique index organizations_slug_key_key on organizations (slug_key);
      create index authors_words_idx on authors using gin (name_words(name_key));
      create index organizations_words_idx on organizations using gin (name_words(name_key));
      delete from _prisma_migrations where migration_name ~ '_(people|names|name_parts)$';
    `),
  );
}

/** What is stored, without search documents: those of disguised texts are of other words. */
async function known(db: Database): Promise<object> {
  const { papers, ...others } = await dump(db);
  return { ...others, papers: papers.map((row) => ({ ...row, search: undefined })) };
}

function idsOf(db: Database): Promise<object[]> {
  return db.query(sql`
    select 'author' as type, id from authors union all select 'organization', id from organizations
    union all select 'keyword', id from keywords union all select 'paper', id from papers order by type, id
  `);
}

function otherNames(db: Database): Promise<object[]> {
  return db.query(sql`
    select account_id as id, account_name, other_name_keys from authors where account_id is not null
    union all select slug_key, null, other_name_keys from organizations order by id
  `);
}

async function exported(db: Database): Promise<string[]> {
  let lines = "";
  await exportPapers(db, async (written) => {
    lines += written;
  });
  return lines.split("\n");
}

/** The same value with every text in it, however deep, changed. */
function deepMap<Value>(value: Value, change: (text: string) => string): Value {
  const changed = (each: unknown): unknown => {
    if (typeof each === "string") return change(each);
    if (Array.isArray(each)) return each.map(changed);
    if (typeof each !== "object" || each === null || each instanceof Date) return each;
    return Object.fromEntries(Object.entries(each).map(([key, field]) => [key, changed(field)]));
  };
  return changed(value) as Value;
}
