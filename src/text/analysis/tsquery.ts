/** A condition on a document's terms. */
export type Condition =
  | { readonly term: string; readonly prefix: boolean }
  | { readonly phrase: readonly PhraseTerm[] }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export interface PhraseTerm {
  readonly term: string;
  readonly prefix: boolean;
  /** Alternative terms. */
  readonly others?: readonly string[];
  /** Positions from this term to the next. */
  readonly step: number;
}

/** Serializes a condition as a `tsquery`. */
export function tsqueryOf(condition: Condition): string {
  if ("term" in condition) return operand(condition);
  if ("phrase" in condition) return phrase(condition.phrase);
  if ("not" in condition) return `!${nested(condition.not)}`;
  const [conditions, operator] = "all" in condition ? [condition.all, " & "] : [condition.any, " | "];
  const [only, ...others] = conditions;
  if (only !== undefined && others.length === 0) return tsqueryOf(only);
  return balanced([...new Set(conditions.map(nested))], operator);
}

/** Nests operands as a balanced tree, because PostgreSQL parses and runs queries recursively. */
function balanced(operands: readonly string[], operator: string): string {
  if (operands.length <= maxInARow) return operands.join(operator);
  const middle = operands.length >> 1;
  return [operands.slice(0, middle), operands.slice(middle)]
    .map((half) => `(${balanced(half, operator)})`)
    .join(operator);
}

const maxInARow = 16;

function nested(condition: Condition): string {
  const text = tsqueryOf(condition);
  return "term" in condition || "not" in condition ? text : `(${text})`;
}

function phrase(terms: readonly PhraseTerm[]): string {
  let text = "";
  for (const [index, term] of terms.entries()) {
    const step = terms[index - 1]?.step;
    text += `${step === undefined ? "" : step === 1 ? " <-> " : ` <${step}> `}${anyTerm(term)}`;
  }
  return text;
}

function anyTerm({ others = [], ...term }: PhraseTerm): string {
  if (others.length === 0) return operand(term);
  return `(${[term, ...others.map((other) => ({ term: other, prefix: false }))].map(operand).join(" | ")})`;
}

function operand({ term, prefix }: { term: string; prefix: boolean }): string {
  return `${quoteTerm(term)}${prefix ? ":*" : ""}`;
}

/** Quotes a term for `tsquery`. */
export function quoteTerm(term: string): string {
  return `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
