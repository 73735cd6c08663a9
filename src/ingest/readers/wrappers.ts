import { parseArxivId } from "../../text/arxiv-ids.js";

export type Fields = Readonly<Record<string, unknown>>;

/** Field names of lists that may be empty; a list of objects is accepted under any name. */
const listNames: ReadonlySet<string> = new Set([
  "papers",
  "dailyPapers",
  "daily_papers",
  "data",
  "items",
  "results",
  "rows",
  "entries",
  "records",
]);
/** A row has at least one of these. */
const namesOfRows = ["title", "paper", "id", "arxivId", "arxiv_id", "arxivID", "name"] as const;
/** Fields that may contain the ID of a paper. */
const namesOfIds = ["id", "arxivId", "arxiv_id"] as const;
/** `{"data": {"papers": [ … ]}}` is two deep. */
const maxDepth = 3;

export interface Wrapped {
  rows: readonly unknown[];
  /** The other fields of the objects around them. */
  around: Fields;
}

/**
 * Extracts the rows of an object that wraps lists of rows, such as one per day, together with its other fields, which apply
 * to all rows. Next to other fields, of several lists those that name papers are read.
 *
 * @returns undefined for a row, and for anything that wraps no rows
 */
export function unwrap(value: unknown, depth = 1): Wrapped | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined || isRow(fields, depth)) return undefined;
  const entries = Object.entries(fields);
  const lists = entries.filter((entry): entry is [string, unknown[]] => isListOfRows(entry));
  if (lists.length > 0) {
    const isAll = lists.length === 1 || lists.length === entries.length;
    const read = isAll ? lists : lists.filter(([, rows]) => namePapers(rows));
    const around = Object.fromEntries(entries.filter(([name]) => !lists.some(([list]) => list === name)));
    return read.length === 0 ? undefined : { rows: read.flatMap(([, rows]) => rows.flat()), around };
  }
  if (depth === maxDepth) return undefined;
  const inner = entries.flatMap(([, item]) => unwrap(item, depth + 1) ?? []);
  const [only] = inner;
  return only && inner.length === 1 ? { rows: only.rows, around: { ...fields, ...only.around } } : undefined;
}

/** A wrapper may have a title, a name or an ID too, but not that of a paper. */
function isRow(fields: Fields, depth: number): boolean {
  if (!namesOfRows.some((name) => name in fields)) return false;
  return namesPaper(fields) || !holdsPapers(fields, depth);
}

function namesPaper(fields: Fields): boolean {
  return (
    fields["paper"] != null ||
    namesOfIds.some((name) => {
      const id = fields[name];
      return typeof id === "string" && parseArxivId(id) !== undefined;
    })
  );
}

function holdsPapers(fields: Fields, depth: number): boolean {
  for (const name of listNames) {
    const inner = fields[name];
    if (Array.isArray(inner) && namePapers(inner)) return true;
    const deeper = depth < maxDepth ? fieldsOf(inner) : undefined;
    if (deeper && holdsPapers(deeper, depth + 1)) return true;
  }
  return false;
}

function namePapers(list: readonly unknown[]): boolean {
  return list.flat().some((row) => namesPaper(fieldsOf(row) ?? {}));
}

/** An invalid row, such as null, is reported by itself and does not reject the other rows. */
function isListOfRows([name, list]: [string, unknown]): boolean {
  if (!Array.isArray(list)) return false;
  if (list.length === 0) return listNames.has(name);
  const rows: unknown[] = list.flat();
  return (
    rows.some((row) => fieldsOf(row) !== undefined) &&
    (listNames.has(name) || rows.every((row) => row === null || fieldsOf(row) !== undefined))
  );
}

/** The fields of an object; undefined for anything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
