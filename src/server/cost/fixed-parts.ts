import {
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { Cost } from "./cost-form.js";

/** A selection set: what its selections without variables cost in total, and the others. */
export interface Parts {
  readonly fixed: Cost;
  readonly variable: readonly SelectionNode[];
}

const dayMs = 86_400_000;
const documents = new WeakMap<DocumentNode, FixedParts>();

/** The parts of a document's selection sets, which are the same for every request. */
export class FixedParts {
  /** Prices of open date ranges grow with the date. */
  readonly #day: number;
  readonly #parts = new Map<SelectionSetNode, Parts>();
  readonly #fragments = new Map<string, boolean>();

  private constructor(day: number) {
    this.#day = day;
  }

  static of(document: DocumentNode): FixedParts {
    const day = Math.floor(Date.now() / dayMs);
    const known = documents.get(document);
    if (known !== undefined && known.#day === day) return known;
    const added = new FixedParts(day);
    documents.set(document, added);
    return added;
  }

  /** @param sum adds up the costs of selections without variables */
  partsOf(
    set: SelectionSetNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    sum: (selections: readonly SelectionNode[]) => Cost,
  ): Parts {
    const known = this.#parts.get(set);
    if (known !== undefined) return known;
    const variable = set.selections.filter((selection) => this.#usesVariables(selection, fragments));
    const fixed = sum(set.selections.filter((selection) => !variable.includes(selection)));
    const parts = { fixed, variable };
    this.#parts.set(set, parts);
    return parts;
  }

  #usesVariables(
    node: SelectionNode | FragmentDefinitionNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ): boolean {
    let uses = false;
    const found = (finds: boolean) => {
      uses = finds;
      return finds ? BREAK : undefined;
    };
    visit(node, {
      Variable: () => found(true),
      FragmentSpread: ({ name: { value } }) => {
        const fragment = fragments.get(value);
        if (fragment !== undefined && !this.#fragments.has(value))
          this.#fragments.set(value, this.#usesVariables(fragment, fragments));
        return found(this.#fragments.get(value) ?? false);
      },
    });
    return uses;
  }
}
