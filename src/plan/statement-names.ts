import { hash } from "node:crypto";

/** Maximum number of statements, and of their characters, that are prepared. */
const maxStatements = 100;
const maxCharacters = 500_000;

/**
 * A search or a range, whose best plan depends on the values. After five executions, Postgres may settle on one plan for all.
 */
const plannedByValue = /::tsquery|[<>]= \$\d+::/;

/**
 * Names for statements, so that Postgres plans each only once per connection. Only statements that recur get one, because a
 * prepared statement takes memory in Postgres.
 */
export class StatementNames {
  /** By text, least recently used first; null after the first use. */
  readonly #names = new Map<string, string | null>();
  #characters = 0;

  nameOf(text: string): string | undefined {
    if (plannedByValue.test(text)) return undefined;
    const known = this.#names.get(text);
    const name = known === undefined ? null : (known ?? `plan_${hash("sha256", text, "base64url")}`);
    if (known === undefined) this.#characters += text.length;
    else this.#names.delete(text);
    this.#names.set(text, name);
    for (const oldest of this.#names.keys()) {
      if (this.#names.size <= maxStatements && this.#characters <= maxCharacters) break;
      this.#names.delete(oldest);
      this.#characters -= oldest.length;
    }
    return name ?? undefined;
  }
}
