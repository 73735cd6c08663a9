import { hash } from "node:crypto";
import type { Statement } from "./generic-plan.js";

/** Maximum number of statements, and of their characters, that are prepared. */
const maxStatements = 200;
const maxCharacters = 500_000;
/** Maximum length of a statement in characters whose plans are compared. */
const maxCompared = 10_000;
/** Milliseconds after which the plans of a statement are compared again, because the data have changed. */
const comparisonLifetimeMs = 600_000;

const dayMs = 86_400_000;
/** A search, whose best plan depends on its words. */
const search = /::tsquery/;
/** A bound of a range, whose best plan may depend on its size. */
const bound = /[<>]= \$(\d+)::(?:date|int)/g;

/** A statement with bounds of similar sizes. */
interface Entry {
  readonly characters: number;
  /** Undefined until it recurs. */
  name: string | undefined;
  /** For a statement with bounds: whether one plan serves all values, and until when that is known. */
  isGeneric: boolean;
  knownUntil: number;
}

/**
 * Names for statements, so that Postgres plans each only once per connection. Only statements that recur get one, because a
 * prepared statement takes memory in Postgres, and only those whose best plan does not depend on their values: after five
 * executions, Postgres may settle on one plan for all.
 */
export class StatementNames {
  /** By text and sizes of bounds, least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #characters = 0;

  /** @param compare whether the statement has one plan for all values */
  async nameOf(
    statement: Statement,
    compare: (statement: Statement) => Promise<boolean>,
  ): Promise<string | undefined> {
    const { text } = statement;
    if (search.test(text)) return undefined;
    const sizes = sizesOfBounds(statement);
    const key = `${sizes.join()} ${text}`;
    const known = this.#entries.get(key);
    const entry = known ?? this.#add(key);
    if (known === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (sizes.length > 0 && entry.knownUntil < Date.now()) {
      if (text.length > maxCompared) return undefined;
      // Meanwhile, other requests run it unprepared.
      Object.assign(entry, { isGeneric: false, knownUntil: Date.now() + comparisonLifetimeMs });
      entry.isGeneric = await compare(statement);
    }
    if (sizes.length > 0 && !entry.isGeneric) return undefined;
    entry.name ??= `plan_${hash("sha256", text, "base64url")}`;
    return entry.name;
  }

  #add(key: string): Entry {
    const entry = { characters: key.length, name: undefined, isGeneric: false, knownUntil: 0 };
    this.#entries.set(key, entry);
    this.#characters += key.length;
    for (const [oldest, { characters }] of this.#entries) {
      if (this.#entries.size <= maxStatements && this.#characters <= maxCharacters) break;
      this.#entries.delete(oldest);
      this.#characters -= characters;
    }
    return entry;
  }
}

/**
 * Magnitudes, in powers of 4, of each bound and of its distance from the one before; of dates, the distance from today counts.
 * Ranges of similar sizes select similar shares of the papers.
 */
function sizesOfBounds({ text, values }: Statement): number[] {
  let previous = 0;
  return [...text.matchAll(bound)].flatMap(([, index]) => {
    const value = values[Number(index) - 1];
    const size = typeof value === "number" ? value : (Date.parse(String(value)) - Date.now()) / dayMs;
    const distance = size - previous;
    previous = size;
    return [magnitude(size), magnitude(distance)];
  });
}

function magnitude(size: number): number {
  return Math.sign(size) * Math.ceil(Math.log2(1 + Math.abs(size)) / 2);
}
