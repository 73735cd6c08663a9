import { readFileSync } from "node:fs";
import { z } from "zod";

/** What a query of the Infinity data source is made of, as far as it is used here. */
const target = z.strictObject({
  refId: z.string(),
  datasource: z.strictObject({ type: z.string(), uid: z.string() }),
  type: z.literal("graphql"),
  source: z.literal("url"),
  parser: z.literal("backend"),
  format: z.enum(["table", "timeseries"]),
  url: z.string(),
  url_options: z.strictObject({
    method: z.literal("POST"),
    data: z.literal(""),
    body_type: z.literal("graphql"),
    body_graphql_query: z.string(),
    body_graphql_variables: z.string(),
  }),
  root_selector: z.string(),
  columns: z
    .array(
      z.strictObject({
        selector: z.string(),
        text: z.string(),
        type: z.enum(["string", "number", "timestamp"]),
      }),
    )
    .min(1),
  filters: z.array(z.never()),
});

const dashboardSchema = z.object({
  uid: z.string(),
  schemaVersion: z.number(),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(
      z.object({
        type: z.enum(["datasource", "textbox", "custom", "query"]),
        name: z.string(),
        allValue: z.string().optional(),
        multi: z.boolean().optional(),
        current: z.object({ value: z.union([z.string(), z.array(z.string())]) }).optional(),
        query: z.union([z.string(), z.object({ queryType: z.literal("infinity"), infinityQuery: target })]),
      }),
    ),
  }),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(target).min(1),
      options: z.record(z.string(), z.unknown()),
      fieldConfig: z.object({
        overrides: z.array(z.object({ matcher: z.object({ id: z.literal("byName"), options: z.string() }) })),
      }),
    }),
  ),
});

export type Dashboard = z.infer<typeof dashboardSchema>;
export type Target = z.infer<typeof target>;

export function readDashboard(file: string): Dashboard {
  return dashboardSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Everything that a dashboard asks: the queries of its panels and of its variables. */
export function targetsOf({ panels, templating }: Dashboard): { name: string; target: Target }[] {
  return [
    ...templating.list.flatMap(({ name, query }) =>
      typeof query === "string" ? [] : [{ name, target: query.infinityQuery }],
    ),
    ...panels.flatMap(({ title, targets }) => targets.map((each) => ({ name: title, target: each }))),
  ];
}

/** Values of variables, as chosen by a person; `$__all` stands for all. */
export type Chosen = Record<string, string | string[]>;

export function defaultsOf({ templating }: Dashboard): Chosen {
  return Object.fromEntries(templating.list.map(({ name, current }) => [name, current?.value ?? ""]));
}

/** Replaces variables as Grafana does. */
export function interpolate(
  { templating }: Dashboard,
  text: string,
  chosen: Chosen,
  range: Record<"__from" | "__to", Date>,
): string {
  return text.replaceAll(/\$\{([^}:]+):?([^}]*)\}/g, (_, name: string, format: string) => {
    if (name === "__from" || name === "__to") return formatDate(range[name], format);
    const variable = templating.list.find((each) => each.name === name);
    const value = chosen[name];
    if (variable === undefined || value === undefined) throw new Error(`No variable has the name ${name}.`);
    if (String(value) === "$__all" && variable.allValue !== undefined) return variable.allValue;
    return formatValue(value, format);
  });
}

function formatDate(date: Date, format: string): string {
  if (format === "date:iso") return date.toISOString();
  if (format === "date:YYYY-MM-DD") return date.toISOString().slice(0, 10);
  throw new Error(`No format of dates has the name ${format}.`);
}

function formatValue(value: string | string[], format: string): string {
  if (format === "json") return typeof value === "string" ? value : JSON.stringify(value);
  if (format === "doublequote")
    return [value]
      .flat()
      .map((each) => `"${each.replaceAll('"', '\\"')}"`)
      .join(",");
  if (format === "" && typeof value === "string") return value;
  throw new Error(`Cannot write ${JSON.stringify(value)} in the format ${format}.`);
}

/**
 * The rows of a response as the backend parser of the data source reads them: one for each item at the root selector, with a
 * value for each column.
 *
 * @throws Error for what it would show as an empty or a wrong cell
 */
export function rowsOf({ root_selector, columns, format }: Target, response: unknown) {
  const rows = [at(response, root_selector)]
    .flat()
    .map((item) =>
      Object.fromEntries(columns.map(({ selector, text, type }) => [text, cellOf(at(item, selector), type)])),
    );
  if (format === "timeseries") requireLong(columns, rows);
  return rows;
}

/** The value at a path with dots; null in place of an object that is null. */
function at(value: unknown, path: string): unknown {
  return path.split(".").reduce((inner: unknown, key) => {
    if (inner === null) return null;
    if (typeof inner !== "object" || !Object.hasOwn(inner ?? {}, key))
      throw new Error(`${path}: there is no ${key} in ${JSON.stringify(inner)?.slice(0, 200)}.`);
    return (inner as Record<string, unknown>)[key];
  }, value);
}

function cellOf(value: unknown, type: Target["columns"][number]["type"]): unknown {
  if (value === null) return null;
  if (type === "timestamp" && typeof value === "string" && !Number.isNaN(Date.parse(value))) return value;
  if (type !== "timestamp" && typeof value === type) return value;
  throw new Error(`${JSON.stringify(value)} is not a ${type}.`);
}

/** A series for each text needs rows in order of time, at most one of each text. */
function requireLong(columns: Target["columns"], rows: Record<string, unknown>[]): void {
  const named = (type: string) => columns.filter((column) => column.type === type).map(({ text }) => text);
  const [times, texts] = [named("timestamp"), named("string")];
  if (times.length !== 1) throw new Error("A time series needs one column of times.");
  const keys = rows.map((row) => [...times, ...texts].map((text) => String(row[text])));
  const moments = keys.map(([time = ""]) => time);
  if (moments.some((time, index) => time < (moments[index - 1] ?? "")))
    throw new Error("Rows are not by time.");
  if (new Set(keys.map(String)).size !== rows.length) throw new Error("Two rows are of one time and text.");
}
