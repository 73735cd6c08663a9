const format = new Intl.ListFormat("en-US", { type: "disjunction" });

/** `a, b, or c`. */
export function anyOf(names: readonly string[]): string {
  return format.format(names);
}
