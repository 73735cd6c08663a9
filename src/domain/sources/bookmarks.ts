import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/** Position up to which a file was read. */
export interface Bookmark {
  /** Uncompressed bytes read, and their digest. */
  bytes: number;
  digest: string;
  /** Number of the last record read, starting at 1, and how many up to it were papers or rejected. */
  record: number;
  papers: number;
  rejected: number;
}

/** The bookmark of a file; see `bookmarkKey` in `ingest/marked-bytes.ts`. */
export async function findBookmark(db: Queryable, key: string): Promise<Bookmark | undefined> {
  const [row] = await db.query<Bookmark & { bytes: string }>(sql`
    select bytes::text, digest, record, papers, rejected from bookmarks where key = ${key}
  `);
  return row && { ...row, bytes: Number(row.bytes) };
}

/** @param endedAt when the end of the file was reached, if it was */
export async function setBookmark(
  db: Queryable,
  key: string,
  { bytes, digest, record, papers, rejected }: Bookmark,
  endedAt: Date | null,
): Promise<void> {
  await db.query(
    sql`
      insert into bookmarks (key, bytes, digest, record, papers, rejected, ended_at)
      values (${key}, ${bytes}, ${digest}, ${record}, ${papers}, ${rejected}, ${endedAt})
      on conflict (key) do update set bytes = excluded.bytes, digest = excluded.digest, record = excluded.record,
        papers = excluded.papers, rejected = excluded.rejected, ended_at = excluded.ended_at
    `,
    "set_bookmark",
  );
}

export async function removeBookmark(db: Queryable, key: string): Promise<void> {
  await db.query(sql`delete from bookmarks where key = ${key}`);
}
