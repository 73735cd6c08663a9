import { hash } from "node:crypto";
import type { Sql } from "sql-template-tag";
import type { Batch } from "../db/batchable.js";
import type { Statement } from "../db/statement.js";
import { LruCache } from "../text/lru-cache.js";
import { batchText } from "./batch-text.js";

/** Maximum number of prepared statements, and of their characters. */
const maxStatements = 100;
const maxCharacters = 500_000;
/** Maximum number of sizes of bounds that are known of a statement. */
const maxSizes = 100;
/** Maximum length of a statement in characters whose plan may depend on its values. */
const maxCompared = 10_000;
/** Milliseconds after which the plans of a statement are compared again, because the data have changed. */
const comparisonLifetimeMs = 600_000;

const dayMs = 86_400_000;
/** A search or a filter by category, whose best plan depends on its words. */
const search = /::tsquery|where category = any/;
/** A bound of a range, whose best plan may depend on its size. */
const bound = /[<>]=? \$(\d+)::(?:date|int|timestamptz)/g;

/** A statement, and its text between the values. */
export type SplitStatement = Pick<Sql, "text" | "values" | "strings">;

export interface Prepared {
  readonly statement: Statement;
  /** Undefined if it is not prepared. */
  readonly name?: string;
  /** Undefined if it runs alone. */
  readonly batch?: Batch;
}

/** A statement that has occurred. */
interface Known {
  readonly text: string;
  /** The text of `plannedEachTime`. */
  readonly eachTime: string;
  readonly isSearch: boolean;
  /** Indexes of the values that are bounds. */
  readonly bounds: readonly number[];
  /** By sizes of the bounds. */
  readonly generic: LruCache<Comparison>;
  readonly name: string;
  /** Undefined if its plan may depend on its values. */
  readonly batch: Batch | undefined;
}

/** Whether one plan serves all values of similar sizes. */
interface Comparison {
  isGeneric: boolean;
  expiresAt: number;
}

/**
 * Names for statements, so that Postgres parses each only once per connection. Only statements that recur get one, because a
 * prepared statement takes memory in Postgres. Those whose best plan does not depend on their values are planned once, too:
 * after five executions, Postgres may settle on one plan for all.
 */
export class StatementNames {
  readonly #statements = new LruCache<Known>(maxCharacters, (_, text) => text.length, maxStatements);

  /** @param compare whether the statement has one plan for all values */
  async prepare(
    statement: SplitStatement,
    compare: (statement: Statement) => Promise<boolean>,
  ): Promise<Prepared> {
    const { text, values } = statement;
    const known = this.#statements.get(text);
    if (known === undefined) {
      this.#statements.set(text, knownOf(statement));
      return { statement };
    }
    // pg compares the text with the one prepared, which takes no time for the same string.
    if (!known.isSearch && (await isGeneric(known, statement, compare))) {
      const prepared = { statement: { text: known.text, values }, name: known.name };
      return known.batch !== undefined && values.every(isScalar)
        ? { ...prepared, batch: known.batch }
        : prepared;
    }
    if (text.length > maxCompared) return { statement };
    return { statement: { text: known.eachTime, values: [...values, true] }, name: `${known.name}_` };
  }
}

function knownOf({ text, strings, values }: SplitStatement): Known {
  const isSearch = search.test(text);
  const bounds = [...text.matchAll(bound)].map(([, number]) => Number(number) - 1);
  const name = `plan_${hash("sha256", text, "base64url")}`;
  const mayBatch = !isSearch && bounds.length === 0 && values.length > 0;
  return {
    text,
    eachTime: plannedEachTime(text, values.length + 1),
    isSearch,
    bounds,
    generic: new LruCache(maxSizes, () => 1),
    name,
    batch: mayBatch ? { text: batchText(strings), name: `${name}*`, overruns: 0, pausedUntil: 0 } : undefined,
  };
}

/** Whether a value can be an element of an array of texts. */
function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/**
 * The statement with a condition that is true. Without its value, Postgres expects it to take years, so it always plans the
 * statement with its values, of which it then drops the condition.
 *
 * @param text must end with a FROM clause
 */
function plannedEachTime(text: string, parameter: number): string {
  return `${text} where $${parameter}::boolean or (select count(*) > 0 from generate_series(1, 1000000000000))`;
}

async function isGeneric(
  { bounds, generic }: Known,
  statement: Statement,
  compare: (statement: Statement) => Promise<boolean>,
): Promise<boolean> {
  if (bounds.length === 0) return true;
  if (statement.text.length > maxCompared) return false;
  const now = Date.now();
  const sizes = sizesOf(
    bounds.map((index) => statement.values[index]),
    now,
  );
  const known = generic.get(sizes);
  if (known !== undefined && known.expiresAt > now) return known.isGeneric;
  // Meanwhile, it is planned each time for other requests.
  const comparison = { isGeneric: false, expiresAt: now + comparisonLifetimeMs };
  generic.set(sizes, comparison);
  comparison.isGeneric = await compare(statement);
  return comparison.isGeneric;
}

/**
 * Magnitudes, in powers of 4, of each bound and of its distance from the one before; of dates, the distance from today counts.
 * Ranges of similar sizes select similar shares of the papers.
 */
function sizesOf(bounds: readonly unknown[], now: number): string {
  let previous = 0;
  let sizes = "";
  for (const value of bounds) {
    const size = typeof value === "number" ? value : (Date.parse(String(value)) - now) / dayMs;
    sizes += `${magnitude(size)} ${magnitude(size - previous)} `;
    previous = size;
  }
  return sizes;
}

function magnitude(size: number): number {
  return Math.sign(size) * Math.ceil(Math.log2(1 + Math.abs(size)) / 2);
}
