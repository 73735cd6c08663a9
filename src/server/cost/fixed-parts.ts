import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { usesVariables } from "../../plan/uses-variables.js";
import type { Cost } from "./cost-form.js";

/** A selection set: what its selections without variables cost in total, and the others. */
export interface Parts {
  readonly fixed: Cost;
  readonly variable: readonly SelectionNode[];
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

const dayMs = 86_400_000;
const documents = new WeakMap<DocumentNode, FixedParts>();

const today = () => Math.floor(Date.now() / dayMs);

/** The parts of a document's selection sets, which are the same for every request. */
export class FixedParts {
  /** Prices of open date ranges grow with the date. */
  readonly #day: number;
  readonly #parts = new Map<SelectionSetNode, Parts>();
  /** Whether variables are used in a set or below. */
  readonly #variables = new Map<SelectionSetNode, boolean>();

  private constructor(day: number) {
    this.#day = day;
  }

  static of(document: DocumentNode): FixedParts {
    const day = today();
    const known = documents.get(document);
    if (known !== undefined && known.#day === day) return known;
    const added = new FixedParts(day);
    documents.set(document, added);
    return added;
  }

  /** Those of one request alone. */
  static unshared(): FixedParts {
    return new FixedParts(today());
  }

  /** @param sum adds up the costs of selections without variables */
  partsOf(
    set: SelectionSetNode,
    fragments: Fragments,
    sum: (selections: readonly SelectionNode[]) => Cost,
  ): Parts {
    const known = this.#parts.get(set);
    if (known !== undefined) return known;
    const [fixed, variable]: [SelectionNode[], SelectionNode[]] = [[], []];
    for (const selection of set.selections)
      (this.#isVariable(selection, fragments) ? variable : fixed).push(selection);
    const parts = { fixed: sum(fixed), variable };
    this.#parts.set(set, parts);
    return parts;
  }

  /** Whether a selection, or one below it, uses variables. */
  #isVariable(selection: SelectionNode, fragments: Fragments): boolean {
    const { directives = [] } = selection;
    if (usesVariables(directives)) return true;
    if (selection.kind === Kind.FIELD && usesVariables(selection.arguments ?? [])) return true;
    const set =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? fragments.get(selection.name.value)?.selectionSet
        : selection.selectionSet;
    return set !== undefined && this.#hasVariables(set, fragments);
  }

  #hasVariables(set: SelectionSetNode, fragments: Fragments): boolean {
    const known = this.#variables.get(set);
    if (known !== undefined) return known;
    const has = set.selections.some((selection) => this.#isVariable(selection, fragments));
    this.#variables.set(set, has);
    return has;
  }
}
