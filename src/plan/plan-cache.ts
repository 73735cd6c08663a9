import { type DocumentNode, type FieldNode, visit } from "graphql";
import { LruCache } from "../text/lru-cache.js";
import type { Bound } from "./bound.js";
import type { Operation } from "./operation.js";

export interface Plan {
  readonly query: Bound;
  /** The fields of the operation, by response key. */
  readonly fields: readonly (readonly [key: string, nodes: readonly FieldNode[]])[];
}

/** A document has one plan for each combination of the variables in its directives. */
interface Known {
  readonly number: number;
  readonly conditions: readonly string[];
}

/** A plan, or null if SQL cannot express the operation, and the number of selections compiled. */
interface Compiled {
  readonly plan: Plan | null;
  readonly selections: number;
}

interface Entry {
  readonly plan: Plan | null;
  readonly bytes: number;
}

/** Maximum total size of plans. */
const maxBytes = 30_000_000;
/** Measured bytes per entry, per compiled selection, and per token of the document, which its plan retains. */
const [entryBytes, selectionBytes, tokenBytes] = [500, 1_000, 250];

/** LRU cache of plans. Separate from documents, because directives and fragments can turn a small one into many large plans. */
export class PlanCache {
  readonly #documents = new WeakMap<DocumentNode, Known>();
  readonly #entries = new LruCache<Entry>(maxBytes, ({ bytes }) => bytes);
  #count = 0;

  /** @param compile called if the plan is not cached */
  planOf(operation: Operation, compile: () => Compiled): Plan | null {
    const key = this.#keyOf(operation);
    const known = this.#entries.get(key);
    if (known !== undefined) return known.plan;
    const entry = entryOf(compile(), operation.document);
    this.#entries.set(key, entry);
    return entry.plan;
  }

  /** Whether the operation has a plan that has been compiled. */
  knows(operation: Operation): boolean {
    return this.#entries.get(this.#keyOf(operation))?.plan != null;
  }

  #keyOf({ document, definition, variables }: Operation): string {
    const { number, conditions } = this.#knownOf(document);
    const place = document.definitions.indexOf(definition);
    return JSON.stringify([number, place, ...conditions.map((name) => variables[name])]);
  }

  #knownOf(document: DocumentNode): Known {
    const known = this.#documents.get(document);
    if (known !== undefined) return known;
    this.#count += 1;
    const added = { number: this.#count, conditions: conditionsOf(document) };
    this.#documents.set(document, added);
    return added;
  }
}

function entryOf({ plan, selections }: Compiled, { tokenCount = 0 }: DocumentNode): Entry {
  const kept = plan === null ? 0 : selectionBytes * selections + tokenBytes * tokenCount;
  return { plan, bytes: entryBytes + kept };
}

/** Names of variables in directives. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (node) => {
      visit(node, { Variable: ({ name }) => void names.add(name.value) });
    },
  });
  return [...names];
}
