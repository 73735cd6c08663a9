import { createHash } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sql from "sql-template-tag";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { whenAborted } from "../../src/async/abort.js";
import { migrate, migrationState } from "../../src/db/migrate.js";
import { beginBulkLoad, finalizeBulkLoad } from "../../src/domain/recording/bulk-load.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { createDatabase, inClient } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { dump, indexesOf } from "../kit/db/dump.js";
import { schemaScript } from "../kit/db/prisma-schema.js";
import { foldName } from "../kit/models/folding.js";
import { paper, record } from "../kit/models/papers.js";
import { chronicle, paperNumber } from "../kit/models/worlds.js";

const migrations = "prisma/migrations";
const all = (await readdir(migrations)).filter((name) => /^\d/.test(name)).sort();

test("the migrations result in the Prisma schema", async () => {
  const [migrated, pushed] = [await createDatabase("migrated"), await createDatabase("empty")];
  const script = await schemaScript(pushed.url, "prisma/schema.prisma");
  await inClient(pushed.url, (client) => client.query(script));
  expect(await catalogOf(migrated.url)).toEqual(await catalogOf(pushed.url));
  expect((await catalogOf(migrated.url)).length).toBeGreaterThan(100);
  await Promise.all([migrated.drop(), pushed.drop()]);
});

test("the words of a name are computed inline, because calling the function costs more than its work", async () => {
  const database = await createDatabase("migrated");
  const { rows } = await inClient(database.url, (client) =>
    client.query("explain (verbose) select name_words(name_key) from keywords"),
  );
  expect(JSON.stringify(rows)).toContain("array_to_tsvector");
  await database.drop();
});

test("processes that migrate an empty database concurrently migrate it once", async () => {
  const database = await createDatabase("empty");
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, migrations)));
  expect(applied.flat()).toEqual(all);
  await inClient(database.url, async (client) => {
    expect(await migrationState(client, migrations)).toEqual({ kind: "current" });
  });
  await database.drop();
});

test("a process waits for another that migrates, regardless of the database's statement timeout", async () => {
  const database = await createDatabase("empty");
  await inClient(database.url, async (other) => {
    await other.query("select pg_advisory_lock(72707369)");
    await other.query(`alter database ${new URL(database.url).pathname.slice(1)} set statement_timeout = 50`);
    const migrating = migrate(database.url, migrations);
    const waited = vi.waitFor(
      async () => {
        const { rows } = await other.query(
          `select from pg_stat_activity
           where datname = current_database() and wait_event = 'advisory' and now() - query_start > '200 ms'`,
        );
        expect(rows).toHaveLength(1);
      },
      { timeout: 20_000 },
    );
    await Promise.race([waited, migrating]);
    await other.query("select pg_advisory_unlock(72707369)");
    expect(await migrating).toEqual(all);
  });
  await database.drop();
});

test("a process that is stopped while it connects migrates nothing", async () => {
  const database = await createDatabase("empty");
  const { hostname, port, pathname, username, password } = new URL(database.url);
  const opening = new AbortController();
  let connections = 0;
  const gate = createServer((near) => {
    connections += 1;
    near.on("error", () => undefined).on("close", () => (connections -= 1));
    void whenAborted(opening.signal).then(() => {
      if (!near.destroyed) near.pipe(connect({ host: hostname, port: Number(port) })).pipe(near);
    });
  }).listen(0, "127.0.0.1");
  await once(gate, "listening");
  const { port: entrance } = gate.address() as AddressInfo;
  const stopping = new AbortController();
  const migrating = migrate(
    `postgresql://${username}:${password}@127.0.0.1:${entrance}${pathname}`,
    migrations,
    stopping.signal,
  );
  await once(gate, "connection");
  stopping.abort(new Error("Stopped"));
  await expect(migrating).rejects.toThrow("Stopped");
  opening.abort();
  await vi.waitFor(() => expect(connections).toBe(0), { timeout: 20_000 });
  await inClient(database.url, async (client) => {
    expect(await migrationState(client, migrations)).toMatchObject({ kind: "behind", missing: all });
  });
  gate.close();
  await database.drop();
});

test("an interrupted migration is applied by the next attempt", async () => {
  const database = await createDatabase("migrated");
  await inClient(database.url, async (client) => {
    // What a process that dies in the middle leaves: the note that it began, and nothing of the script.
    await client.query("update _prisma_migrations set finished_at = null, applied_steps_count = 0");
    await client.query(
      `do $$ declare name text; begin
         for name in select tablename from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'
         loop execute format('drop table %I cascade', name); end loop;
       end $$; drop function name_words cascade`,
    );
    expect(await migrationState(client, migrations)).toMatchObject({ kind: "behind" });
  });
  expect(await migrate(database.url, migrations)).toEqual(all);
  await inClient(database.url, async (client) => {
    expect(await migrationState(client, migrations)).toEqual({ kind: "current" });
  });
  await database.drop();
});

test("a migration adds the graph to a database filled before", async () => {
  const database = await createDatabase("migrated");
  await record(database.db, fc.sample(chronicle, { numRuns: 3, seed: 11 }).flat());
  const before = await dump(database.db);
  // A later migration has dropped it.
  const script = await readFile(`${migrations}/20261126000000_case_folding/migration.sql`, "utf8");
  const [searchFold] = /^CREATE OR REPLACE FUNCTION search_fold.*?^END/ms.exec(script) ?? [];
  await inClient(database.url, (client) =>
    client.query(`
      drop table affiliations, collaborations, paper_days, organization_months;
      drop index authors_words_idx, keywords_words_idx, organizations_words_idx, papers_published_on_id_idx;
      drop function name_words cascade;
      ${searchFold};
      alter table keywords drop column name_key, drop column upvotes, drop column last_seen_on;
      alter table authorships drop constraint authorships_pkey, add primary key (paper_id, position);
      create index papers_published_on_id_idx on papers (published_on, id);
      delete from _prisma_migrations where migration_name like '%_graph';
    `),
  );
  expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_graph$/)]);
  expect(await derivedMistakes(database.db)).toEqual([]);
  expect(await dump(database.db)).toEqual(before);
  const names = await database.db.query<{ name: string; nameKey: string }>(
    sql`select name, name_key as "nameKey" from keywords`,
  );
  for (const keyword of names) expect(keyword.nameKey).toBe(foldName(keyword.name));
  await database.drop();
});

test("a migration adds the same ranking to a database filled before", async () => {
  const database = await createDatabase("migrated");
  const { db } = database;
  const drafts = fc.sample(chronicle, { numRuns: 4, seed: 3 }).flat();
  await record(db, drafts, { observedAt: new Date("2025-02-03T04:05:06.789Z") });
  await record(db, [{ ...paperNumber(1), withdrawnAt: new Date("2025-03-01T00:00:00Z") }]);
  const papers = [...new Set(drafts.map(({ arxivId }) => arxivId))];
  const [totals = []] = fc.sample(
    fc.array(fc.tuple(fc.constantFrom(...papers), fc.nat(15_000), fc.nat(40)), {
      minLength: 300,
      maxLength: 300,
    }),
    { numRuns: 1, seed: 3 },
  );
  await recordUpvotes(
    db,
    totals.map(([arxivId, hours, upvotes]) => ({
      paper: `arxiv/${arxivId}` as const,
      upvotes,
      observedAt: new Date(Date.UTC(2023, 5, 1, hours)),
    })),
    { source: "test", now: new Date() },
  );
  const scores = () =>
    db.query<{ paper_id: number }>(
      sql`select paper_id, day, week, month from trending_scores order by paper_id`,
    );
  const places = () => db.query(sql`select board, rank, paper_id from trending_places order by board, rank`);
  const [scored, placed] = [await scores(), await places()];
  expect(scored.length).toBeGreaterThan(20);
  expect(scored.length).toBeLessThan(papers.length);
  expect(placed.length).toBe(3 * scored.length);
  await inClient(database.url, (client) =>
    client.query(`
      drop table trending_scores, trending_places, events, event_log;
      delete from _prisma_migrations where migration_name like '%_trending';
    `),
  );
  expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_trending$/)]);
  // Bit for bit: later values are compared with it.
  expect(await scores()).toEqual(scored);
  expect(await places()).toEqual(placed);
  expect(
    await db.query(sql`
      select count(*)::int as odd from trending_places
      where previous_rank is not null or best_rank <> rank or entered_at > now()
    `),
  ).toEqual([{ odd: 0 }]);
  const [first] = scored;
  await recordUpvotes(
    db,
    [{ paper: `row/${first?.paper_id ?? 0}`, upvotes: 1_000, observedAt: new Date("2025-09-01T00:00:00Z") }],
    { source: "test", now: new Date() },
  );
  expect(await db.query(sql`select paper_id from trending_places where board = 'DAY' and rank = 1`)).toEqual([
    { paper_id: first?.paper_id },
  ]);
  await database.drop();
});

test("a migration keeps the trust levels of papers and organizations", async () => {
  const database = await createDatabase("migrated");
  await record(database.db, fc.sample(chronicle, { numRuns: 3, seed: 5 }).flat());
  const before = await dump(database.db);
  await inClient(database.url, (client) =>
    client.query(`
      alter table papers rename column trust_level to authority;
      alter table papers rename column comments_trust_level to comments_authority;
      alter table organizations rename column trust_level to authority;
      delete from _prisma_migrations where migration_name like '%_trust_levels';
    `),
  );
  expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_trust_levels$/)]);
  expect(await dump(database.db)).toEqual(before);
  await database.drop();
});

test("a migration adds the keys of organizations, as recording does", async () => {
  const database = await createDatabase("migrated");
  const { db } = database;
  const by = (slug: string, sourceId?: string) => ({
    title: `By ${slug} of ${sourceId}`,
    organization: { slug, ...(sourceId && { sourceId }) },
  });
  for (const draft of [
    ...[by("plain"), by("old-lab", "lab"), by("lab", "lab"), by("new-lab", "lab")],
    ...[
      by("taken", "loser"),
      by("taken", "taker"),
      by("absorbed"),
      by("heir", "heir"),
      by("absorbed", "heir"),
    ],
  ])
    await record(db, [draft]);
  const keys = () => db.query<{ key: string }>(sql`select key from organizations order by id`);
  const before = await keys();
  expect(before.map(({ key }) => key)).toEqual([
    ...["slug/plain", "slug/lab", "source/loser", "slug/taken", "slug/absorbed", "slug/absorbed"],
  ]);
  await inClient(database.url, (client) =>
    client.query(`
      alter table organizations drop column key;
      drop index authors_username_idx;
      delete from _prisma_migrations where migration_name like '%_keys';
    `),
  );
  expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_keys$/)]);
  expect(await keys()).toEqual(before);
  await database.drop();
});

test("a migration packs the terms of papers, as recording does", async () => {
  const database = await createDatabase("migrated");
  const { db } = database;
  await record(db, [...fc.sample(chronicle, { numRuns: 3, seed: 9 }).flat(), paper("Unfinished")]);
  await db.query(
    sql`update paper_texts set term_hashes = null where paper_id = (select max(id) from papers)`,
  );
  await db.query(sql`update paper_texts set term_hashes = '' where paper_id = (select min(id) from papers)`);
  const rows = () => db.query(sql`select paper_id, term_hashes, impacts from paper_texts order by paper_id`);
  const storage = () =>
    db.query(
      sql`select attstorage from pg_attribute where attrelid = 'paper_texts'::regclass and attname = 'term_hashes'`,
    );
  expect(await storage()).toEqual([{ attstorage: "m" }]);
  const [stored, indexes] = [await rows(), await indexesOf(db)];
  await inClient(database.url, (client) =>
    client.query(`
      create function pg_temp.unpacked(bytea) returns int[] language sql immutable strict return array(
        select ('x' || encode(substr($1, 1 + 4 * place, 4), 'hex'))::bit(32)::int
        from generate_series(0, length($1) / 4 - 1) place order by place
      );
      alter table paper_texts rename term_hashes to terms;
      alter table paper_texts alter terms type int[] using pg_temp.unpacked(terms);
      delete from _prisma_migrations where migration_name like '%_packed_terms';
    `),
  );
  expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_packed_terms$/)]);
  expect(await rows()).toEqual(stored);
  expect(await indexesOf(db)).toEqual(indexes);
  expect(await storage()).toEqual([{ attstorage: "m" }]);
  await database.drop();
});

test("a migration makes categories of keywords, and gives papers the time of the update", async () => {
  const database = await createDatabase("migrated");
  const { db } = database;
  const keywords = ["cs.cl", "physics", "cond-mat.str-el", "hep-th", "graphs", "math.ag", "cs.clx", "3.14"];
  await record(db, [
    paper("Mixed", { keywords, publishedOn: "2025-07-01" }),
    paper("Plain", { keywords: ["graphs"], publishedOn: "2025-07-02" }),
    paper("Archived", { keywords: ["HEP-TH", "gr-qc"] }),
  ]);
  await inClient(database.url, (client) =>
    client.query(`
      drop table paper_categories, paper_versions;
      drop sequence write_times;
      drop index paper_texts_paper_id_idx, papers_added_at_id_idx;
      alter table papers drop column updated_at;
      delete from _prisma_migrations where migration_name like '%_changes' and migration_name > '20261207';
    `),
  );
  expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_changes$/)]);
  // A later migration has added the table.
  await db.query(sql`delete from keyword_votes where keyword_id not in (select id from keywords)`);
  const lists = () =>
    db.query(sql`
      select title, array(select category from paper_categories where paper_id = p.id order by position) as categories,
        array(select k.name from paper_keywords join keywords k on k.id = keyword_id where paper_id = p.id order by position)
          as keywords
      from papers p order by title
    `);
  const migrated = [
    { title: "Archived", categories: ["hep-th", "gr-qc"], keywords: [] },
    {
      title: "Mixed",
      categories: ["cs.CL", "cond-mat.str-el", "hep-th", "math.AG"],
      keywords: ["physics", "graphs", "cs.clx", "3.14"],
    },
    { title: "Plain", categories: [], keywords: ["graphs"] },
  ];
  expect(await lists()).toEqual(migrated);
  expect(await derivedMistakes(db)).toEqual([]);
  await record(db, [paper("Plain", { keywords: ["graphs"], categories: ["cs.CL"], upvotes: 1 })]);
  expect(await db.query(sql`select title from papers order by updated_at desc limit 1`)).toEqual([
    { title: "Plain" },
  ]);
  expect(await derivedMistakes(db)).toEqual([]);
  await database.drop();
});

test("the history is the one that prisma migrate deploy writes", async () => {
  const database = await createDatabase("migrated");
  const { rows } = await inClient(database.url, (client) =>
    client.query("select * from _prisma_migrations order by migration_name"),
  );
  const expected = all.map(async (name) => ({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    checksum: createHash("sha256")
      .update(await readFile(join(migrations, name, "migration.sql")))
      .digest("hex"),
    finished_at: expect.any(Date),
    migration_name: name,
    logs: null,
    rolled_back_at: null,
    started_at: expect.any(Date),
    applied_steps_count: 1,
  }));
  expect(rows).toEqual(await Promise.all(expected));
  for (const { started_at, finished_at } of rows) expect(started_at <= finished_at).toBe(true);
  await database.drop();
});

describe("with a further migration", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "papergraph-migrations-"));
    await cp(migrations, directory, { recursive: true });
  });
  afterEach(() => rm(directory, { recursive: true }));
  const write = async (name: string, script: string) => {
    await mkdir(join(directory, name), { recursive: true });
    await writeFile(join(directory, name, "migration.sql"), script);
  };

  test("one that fails is reported by name, leaves nothing behind, and can be corrected", async () => {
    const database = await createDatabase("migrated");
    await write("29990101000000_good", "create table good (id int);");
    await write("29990102000000_bad", "create table half (id int); select 1 / 0; create table bad (id int);");
    await write("29990103000000_later", "create table later (id int);");
    await expect(migrate(database.url, directory)).rejects.toThrow(
      /^Migration 29990102000000_bad failed and was rolled back: division by zero\./,
    );
    await inClient(database.url, async (client) => {
      const { rows } = await client.query(
        "select tablename from pg_tables where tablename in ('good', 'half', 'bad', 'later')",
      );
      expect(rows).toEqual([{ tablename: "good" }]);
      const missing = ["29990102000000_bad", "29990103000000_later"];
      const behind = { kind: "behind", missing, interrupted: [] };
      expect(await migrationState(client, directory)).toEqual(behind);
      await write("29990102000000_bad", "create table half (id int); create table bad (id int);");
      expect(await migrate(database.url, directory)).toEqual(missing);
    });
    await database.drop();
  });

  test("one that was changed after it was applied is reported by name", async () => {
    const database = await createDatabase("migrated");
    await write("29990101000000_changed", "create table good (id int);\n");
    await migrate(database.url, directory);
    // As a checkout on Windows may make it.
    await write("29990101000000_changed", "create table good (id int);\r\n");
    expect(await migrate(database.url, directory)).toEqual([]);
    // Prisma's checksum is of the file as it is.
    await inClient(database.url, (client) =>
      client.query(
        "update _prisma_migrations set checksum = $1 where migration_name = '29990101000000_changed'",
        [createHash("sha256").update("create table good (id int);\r\n").digest("hex")],
      ),
    );
    expect(await migrate(database.url, directory)).toEqual([]);
    await write("29990101000000_changed", "create table better (id int);");
    await expect(migrate(database.url, directory)).rejects.toThrow(
      /changed after they were applied to the database \(29990101000000_changed\)/,
    );
    await database.drop();
  });
});

test.each([false, true])(
  "a migration adds suggestions to a database filled before, in a bulk load: %s",
  async (loading) => {
    const database = await createDatabase("migrated");
    const { db } = database;
    const titles = ["Attention & Ångström", "Why C++?", "学习", "On θ-Models"];
    await record(
      db,
      titles.map((title, index) => ({
        title,
        ...(index > 1 ? {} : { arxivId: `2507.0000${index}`, upvotes: 5 ** index }),
      })),
    );
    if (loading) await beginBulkLoad(db);
    const rows = () =>
      db.query(
        sql`select paper_id, case when level < 8 then 0 else level end, words from paper_titles order by 1`,
      );
    const [stored, indexes] = [await rows(), await indexesOf(db)];
    await inClient(database.url, (client) =>
      client.query(`
      drop table paper_titles; drop function leveled_names cascade; drop function leveled_terms;
      delete from parked_indexes where name like '%_terms_idx';
      delete from _prisma_migrations where migration_name like '%_suggestions';
    `),
    );
    expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_suggestions$/)]);
    expect(await rows()).toEqual(stored);
    // A later migration has added the list of new words.
    await inClient(database.url, (client) =>
      client.query(
        "alter index if exists paper_titles_terms_idx set (fastupdate = on, gin_pending_list_limit = 64)",
      ),
    );
    expect(await indexesOf(db)).toEqual(indexes);
    await finalizeBulkLoad(db);
    expect((await indexesOf(db)).filter(({ indexdef }) => indexdef.includes("leveled_"))).toHaveLength(4);
    await database.drop();
  },
);

test.each([false, true])(
  "a migration keeps the order of organizations and keywords by upvotes, in a bulk load: %s",
  async (loading) => {
    const database = await createDatabase("migrated");
    const { db } = database;
    await record(db, fc.sample(chronicle, { numRuns: 3, seed: 7 }).flat());
    if (loading) await beginBulkLoad(db);
    const parked = () => db.query(sql`select name, definition from parked_indexes order by name`);
    const [indexes, waiting] = [await indexesOf(db), await parked()];
    const former = "create index keywords_upvotes_id_idx on keywords (upvotes, id)";
    const formerIndex = loading
      ? `update parked_indexes set name = 'keywords_upvotes_id_idx', definition = '${former}' where name like 'keyword_votes%'`
      : former;
    await inClient(database.url, (client) =>
      client.query(`
        drop table organization_votes, keyword_votes;
        create index organizations_upvotes_id_idx on organizations (upvotes, id);
        ${formerIndex};
        alter table crossings add constraint crossings_paper_id_fkey foreign key (paper_id) references papers (id);
        drop function merge_words;
        alter index if exists paper_titles_terms_idx set (fastupdate = off);
        alter index if exists paper_titles_terms_idx reset (gin_pending_list_limit);
        update parked_indexes set definition = regexp_replace(definition, 'fastupdate.*', 'fastupdate=off)');
        delete from _prisma_migrations where migration_name like '%000000_votes';
      `),
    );
    expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/000000_votes$/)]);
    expect(await derivedMistakes(db)).toEqual([]);
    expect(await indexesOf(db)).toEqual(indexes);
    expect(await parked()).toEqual(waiting);
    await finalizeBulkLoad(db);
    expect((await indexesOf(db)).filter(({ indexdef }) => indexdef.includes("(upvotes, "))).toHaveLength(4);
    await database.drop();
  },
);

test.each(["finished", "resumed"])(
  "a migration drops an index that an interrupted bulk load has dropped, which is then %s",
  async (then) => {
    const database = await createDatabase("migrated");
    const { db } = database;
    const indexes = await indexesOf(db);
    await record(db, [
      paper("One", { organization: { slug: "lab" }, upvotes: 2, featuredOn: ["2025-07-01"] }),
    ]);
    await beginBulkLoad(db);
    await inClient(database.url, (client) =>
      client.query(`
      update parked_indexes set definition = regexp_replace(definition, ' INCLUDE .*|, published_on(?=[)])', '');
      delete from _prisma_migrations where migration_name like '%_wider_indexes';
    `),
    );
    expect(await migrate(database.url, migrations)).toEqual([expect.stringMatching(/_wider_indexes$/)]);
    if (then === "resumed") expect(await beginBulkLoad(db)).toBe("started");
    await finalizeBulkLoad(db);
    expect(await indexesOf(db)).toEqual(indexes);
    expect(await derivedMistakes(db)).toEqual([]);
    await database.drop();
  },
);

test("a database with tables of another program is left alone", async () => {
  const database = await createDatabase("empty");
  await inClient(database.url, (client) => client.query("create table orders (id int)"));
  await expect(migrate(database.url, migrations)).rejects.toThrow(/another program \(orders\)/);
  await inClient(database.url, async (client) => {
    expect(
      (
        await client.query(
          "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
        )
      ).rows,
    ).toEqual([{ relname: "orders" }]);
  });
  await database.drop();
});

test("a database of a newer version is rejected by name", async () => {
  const database = await createDatabase("migrated");
  await inClient(database.url, (client) =>
    client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ('x', 'x', '29991231000000_future', now(), 1)`,
    ),
  );
  await expect(migrate(database.url, migrations)).rejects.toThrow(/29991231000000_future.*newer version/);
  await database.drop();
});

/**
 * Columns, indexes and constraints as text. Outside Prisma's language, and so left out: collations, columns that an
 * index only carries, partial indexes, and indexes on words.
 */
async function catalogOf(url: string): Promise<string[]> {
  const { rows } = await inClient(url, (client) =>
    client.query<{ line: string }>(`
      select format('column %s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public' and table_name <> '_prisma_migrations'
      union all
      select format('index %s', regexp_replace(indexdef, ' COLLATE "C"| INCLUDE \\(.*\\)', '', 'g')) from pg_indexes
      where schemaname = 'public' and tablename <> '_prisma_migrations' and indexname !~ '_(words|terms|undated)_idx$'
        and indexdef !~ 'lower' and indexdef not like '% WHERE %'
      union all
      select format('constraint %s %s', conname, regexp_replace(pg_get_constraintdef(oid), ' INCLUDE \\(.*\\)', '')) from pg_constraint
      where connamespace = 'public'::regnamespace and conrelid <> coalesce(to_regclass('_prisma_migrations'), 0)
      order by 1
    `),
  );
  return rows.map(({ line }) => line);
}
