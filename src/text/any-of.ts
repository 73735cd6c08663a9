// The British one has no comma before the last name, like the messages of this project.
const format = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** `a, b or c`. */
export function anyOf(names: readonly string[]): string {
  return format.format(names);
}
