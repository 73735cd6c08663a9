import sql from "sql-template-tag";
import { openDatabase } from "../../../src/db/client.js";
import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { trustLevels } from "../../../src/domain/interchange/trust-level.js";
import { eventCursor } from "../../../src/domain/live/event-cursors.js";
import { recordPapers } from "../../../src/domain/recording/record-papers.js";
import { registerSource } from "../../../src/domain/sources/sources.js";
import { topics } from "../../../src/events/event.js";
import { readLogState } from "../../../src/events/log.js";
import { worldPapersFrom } from "../world.js";

/** Where new papers come from: another process than the server, as an ingest would be. */
export interface News {
  /** Adds new papers in one transaction. */
  add(count: number): Promise<Published>;
  /** The newest number in the log. */
  position(): Promise<number>;
  /** The cursors of what was added after a number, in the order of the log. */
  cursorsAfter(number: number): Promise<string[]>;
  close(): Promise<void>;
}

export interface Published {
  papers: PaperDraft[];
  /**
   * When the writer sent its `commit`, as `instant()`. What Postgres takes for it counts as a part of the delivery: the
   * commit is somewhere between this and its answer, and an event can be with its client before that answer is read.
   */
  committedAt: number;
}

/** @param start the index of the first paper that the database does not hold */
export async function openNews(url: string, start: number, instant: () => number): Promise<News> {
  let committedAt = 0;
  const db = openDatabase({
    url,
    connections: 1,
    onStatement(text) {
      if (text === "commit") committedAt = instant();
    },
  });
  const source = "bench";
  await registerSource(db, source);
  const papers = newPapers(start);
  return {
    async add(count) {
      const batch = Array.from({ length: count }, () => papers.next().value);
      await recordPapers(db, batch, {
        source,
        trustLevel: trustLevels.feed,
        observedAt: new Date(),
        announce: true,
      });
      return { papers: batch, committedAt };
    },
    position: async () => (await readLogState(db)).lastNumber,
    async cursorsAfter(number) {
      const rows = await db.query<{ number: number }>(sql`
        select number::float8 as number from events where topic = ${topics.added} and number > ${number}::bigint
        order by events.number
      `);
      return rows.map((row) => eventCursor(["events", topics.added], row.number));
    },
    close: () => db.close(),
  };
}

/** Without end. Without an id a paper may be one that is known, and is no news then. */
function* newPapers(start: number): Generator<PaperDraft, never> {
  for (;;) for (const paper of worldPapersFrom(start)) if (paper.arxivId !== undefined) yield paper;
}

/** A payload as a list of news would show it. */
export const newsQuery = `subscription ($filter: PaperFilter) {
  paperAdded(filter: $filter) {
    cursor
    occurredAt
    paper {
      id arxivId title publishedOn upvotes
      organization { slug name }
      authors(first: 3) { edges { creditedAs } }
    }
  }
}`;
