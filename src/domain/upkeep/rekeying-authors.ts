import sql from "sql-template-tag";
import type { Transaction } from "../../db/database.js";
import type { WriteTransaction } from "../batch/writer.js";
import { refreshAffiliations } from "../derived/affiliations.js";
import { nameAuthors } from "../derived/author-identity.js";
import { applyTally, Tally } from "../derived/counts.js";
import { batches } from "../sql/row-batches.js";
import { copyRows } from "../sql/rows.js";
import { nameKey } from "../values/folded-keys.js";

/** Authors per recounted batch. */
const batchSize = 10_000;

/**
 * Recomputes the keys of printed names, reassigns authorships accordingly (see `author-identity.ts`), and updates
 * derived data. If two authors become one, the row that already has the key is kept, or else the older one; if one
 * becomes two, the row stays with its display name.
 */
export async function rekeyAuthors({ transaction, time }: WriteTransaction): Promise<void> {
  await findNewKeys(transaction);
  await rekeyNames(transaction);
  await rekeyOwners(transaction);
  await rekeyClaims(transaction);
  await moveAuthorships(transaction, time);
  await nameAuthors(
    transaction,
    sql`select author_id from rekeyed_authors union select id from authors where account_id is not null`,
  );
  await countAuthors(transaction);
  await transaction.query(sql`
    update months set authors = null where authors is not null and exists (select from rekeyed_authors)
  `);
  await transaction.query(sql`drop table rekeyed_names, rekeyed_keys, rekeyed_authors`);
}

/** Collects printed names whose key has changed, and all keys involved. */
async function findNewKeys(transaction: Transaction): Promise<void> {
  await transaction.query(sql`create temp table rekeyed_names (name text collate "C", key text collate "C")`);
  // Keys of ASCII names are the same in every version.
  const printed = sql`
    select distinct name, name_key as key from authorships where octet_length(name) <> char_length(name)
  `;
  for await (const rows of batches<{ name: string; key: string }>(transaction, printed)) {
    const changed = rows.filter(({ name, key }) => nameKey(name) !== key);
    await copyRows(
      transaction,
      "rekeyed_names",
      changed.map(({ name }) => ({ name, key: nameKey(name) })),
      { name: "text", key: "text" },
    );
  }
  await transaction.query(sql`create index on rekeyed_names (name)`);
  await transaction.query(sql`analyze rekeyed_names`);
  await transaction.query(sql`
    create temp table rekeyed_keys as
    select key from rekeyed_names
    union select s.name_key from authorships s join rekeyed_names r on r.name = s.name collate "C"
  `);
  await transaction.query(sql`create unique index on rekeyed_keys (key)`);
  await transaction.query(sql`analyze rekeyed_keys`);
  await transaction.query(sql`create temp table rekeyed_authors (author_id int)`);
}

async function rekeyNames(transaction: Transaction): Promise<void> {
  await transaction.query(sql`
    update authorships s set name_key = r.key from rekeyed_names r where r.name = s.name collate "C"
  `);
}

/**
 * Updates the keys of authors without an account. First moves all keys out of the way, since the former key of one
 * may be the new key of another; authors without a new key get their former one back if it is free.
 */
async function rekeyOwners(transaction: Transaction): Promise<void> {
  await transaction.query(sql`
    create temp table rekeyed_owners as
    select id, former, key, row_number() over (partition by key order by former <> key, id) as place
    from (
      select a.id, a.own_name_key as former, coalesce(r.key, a.own_name_key) as key
      from authors a left join rekeyed_names r on r.name = a.name collate "C"
      where a.own_name_key in (select key from rekeyed_keys)
    ) owner
  `);
  await transaction.query(sql`insert into rekeyed_authors select id from rekeyed_owners`);
  await transaction.query(sql`
    update authors a set own_name_key = E'\\x01' || a.id from rekeyed_owners o where o.id = a.id
  `);
  await transaction.query(sql`
    update authors a set own_name_key = o.key, name_key = o.key
    from rekeyed_owners o where o.id = a.id and o.place = 1
  `);
  await transaction.query(sql`
    update authors a set own_name_key = o.former
    from rekeyed_owners o
    where o.id = a.id and o.place > 1 and not exists (select from authors b where b.own_name_key = o.former)
  `);
  await transaction.query(sql`drop table rekeyed_owners`);
}

async function rekeyClaims(transaction: Transaction): Promise<void> {
  await transaction.query(sql`delete from claimed_names where name_key in (select key from rekeyed_keys)`);
  await transaction.query(sql`
    insert into claimed_names (name_key, author_id)
    select distinct name_key, author_id from authorships
    where claimed and not hidden and author_id is not null and name_key in (select key from rekeyed_keys)
  `);
}

async function moveAuthorships(transaction: Transaction, time: Date): Promise<void> {
  await transaction.query(sql`
    create temp table owners as
    select key, case when count(*) = 1 then min(c.author_id) end as author_id
    from rekeyed_keys left join claimed_names c on c.name_key = key
    where exists (select from authorships s where s.name_key = key and not s.claimed and not s.hidden)
    group by key
  `);
  await transaction.query(sql`
    insert into authors (own_name_key, name, name_key)
    select o.key, min(s.name), o.key
    from owners o join authorships s on s.name_key = o.key and not s.claimed and not s.hidden
    where o.author_id is null and not exists (select from authors a where a.own_name_key = o.key)
    group by o.key
  `);
  await transaction.query(sql`
    update owners o set author_id = a.id from authors a where o.author_id is null and a.own_name_key = o.key
  `);
  await transaction.query(sql`
    with moved as (
      update authorships s set author_id = o.author_id
      from owners o, authorships former
      where s.name_key = o.key and not s.claimed and not s.hidden and s.author_id is distinct from o.author_id
        and former.paper_id = s.paper_id and former.position = s.position
      returning s.paper_id, former.author_id as former, s.author_id as now
    ),
    touched as (update papers set updated_at = ${time} where id in (select paper_id from moved))
    insert into rekeyed_authors select former from moved union select now from moved
  `);
  await transaction.query(sql`drop table owners`);
}

async function countAuthors(transaction: Transaction): Promise<void> {
  const rows = await transaction.query<{ id: number }>(
    sql`select distinct author_id as id from rekeyed_authors where author_id is not null`,
  );
  const ids = rows.map(({ id }) => id);
  for (let start = 0; start < ids.length; start += batchSize) {
    const reassigned = ids.slice(start, start + batchSize);
    const tally = new Tally();
    tally.recount(reassigned);
    await applyTally(transaction, "authors", tally);
    await refreshAffiliations(transaction, [], { written: [], reassigned });
  }
}
