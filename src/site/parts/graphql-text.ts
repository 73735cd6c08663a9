/** A value of JSON without enumerations, as GraphQL writes it. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{ ${fields.map(([name, each]) => `${name}: ${literal(each)}`).join(", ")} }`;
}

/** Arguments of a field in parentheses, without those that are undefined; enumerations are passed as texts of their names. */
export function argumentsText(given: Readonly<Record<string, string | undefined>>): string {
  const all = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return all.length === 0 ? "" : `(${all.join(", ")})`;
}
