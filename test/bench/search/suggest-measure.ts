import sql from "sql-template-tag";
import { createRandom } from "../../../seed/random.js";
import type { Database } from "../../../src/db/database.js";
import { suggest } from "../../../src/domain/catalog/suggestions.js";
import { quantile } from "../measure.js";

/** Milliseconds for the suggestions for a text. */
export interface SuggestMeasure {
  readonly median: number;
  readonly p99: number;
}

/** Texts before those that count: pages of the index are read from the system once. */
const warmUp = 2_000;

/** Suggestions for titles and names of which some has been typed: of every fourth, one or two letters. */
export async function measureSuggestions(db: Database, runs: number, seed: number): Promise<SuggestMeasure> {
  const texts = await someTexts(db, runs + warmUp, seed);
  const times: number[] = [];
  for (const [index, text] of texts.entries()) {
    const started = performance.now();
    await suggest(db, text, 8);
    if (index >= warmUp) times.push(performance.now() - started);
  }
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

async function someTexts(db: Database, count: number, seed: number): Promise<string[]> {
  const rows = await db.query<{ title: string; name: string }>(sql`
    select p.title, coalesce(s.name, p.title) as name from papers p
    left join authorships s on s.paper_id = p.id and s.position = 1
    where p.id % greatest(1, (select max(id) from papers) / ${count}::int) = 0 order by p.id limit ${count}
  `);
  const random = createRandom();
  return rows.map(({ title, name }, index) => {
    random.restart(seed, index);
    const whole = random.below(2) === 0 ? title : name;
    return whole.slice(0, 1 + random.below(random.below(4) === 0 ? 2 : whole.length));
  });
}
