import { z } from "zod";
import { isCalendarDate, utcDate } from "../../domain/values/dates.js";
import { encodeGlobalId, globalIdText } from "../../domain/values/global-ids.js";
import { parseArxivId } from "../../text/arxiv-ids.js";

/** How a value of a filter is written in an address. */
export interface Codec<Value> {
  readonly read: z.ZodType<Value, string>;
  /** @returns undefined for a value that `read` would not return from any text */
  write(value: Value): string | undefined;
}

export const text: Codec<string> = { read: z.string(), write: (value) => value };

export const count: Codec<number> = {
  read: z
    .string()
    .trim()
    .regex(/^-?\d{1,10}$/, "is not a whole number such as 20")
    .transform(Number)
    .refine((number) => number === (number | 0), "is not a whole number of at most 2147483647"),
  write: String,
};

export const flag: Codec<boolean> = {
  read: z
    .string()
    .refine((value) => value === "true" || value === "false", "is neither true nor false")
    .transform((value) => value === "true"),
  write: String,
};

export const date: Codec<string> = {
  read: z.string().trim().refine(isCalendarDate, "is not a calendar date such as 2025-07-08"),
  write: (value) => (isCalendarDate(value) ? value : undefined),
};

/** A date stands for its midnight in UTC. */
export const instant: Codec<string> = {
  read: z.string().transform((value, parsing) => {
    // A plus sign that was not escaped is a space.
    const typed = value.trim().replace(/ (?=\d\d:\d\d$)/, "+");
    const wellFormed = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/i.test(typed);
    const time = new Date(typed);
    if (
      wellFormed &&
      isCalendarDate(typed.slice(0, 10)) &&
      !Number.isNaN(time.getTime()) &&
      isCalendarDate(utcDate(time))
    )
      return time.toISOString();
    parsing.addIssue({
      code: "custom",
      message: "is not a date or a time with a time zone such as 2025-07-08T14:28:14Z",
    });
    return z.NEVER;
  }),
  write: (value) => {
    const time = new Date(value);
    return !Number.isNaN(time.getTime()) && time.toISOString() === value ? value : undefined;
  },
};

/** A username, a name, or a global ID. */
export const author: Codec<string> = {
  read: z.string().transform((value) => (isId(value) ? value : authorCalled(value))),
  write: (id) => {
    const called = globalIdText(id)?.match(/^Author\/called\/(.+)$/s)?.[1];
    return called !== undefined && !isId(called) ? called : isId(id) ? id : undefined;
  },
};

/** The ID of the author with this username or else with this name. */
export function authorCalled(name: string): string {
  return encodeGlobalId("Author", `called/${name}`);
}

/** An arXiv ID in any form, or a global ID. */
export const paper: Codec<string> = {
  read: z.string().transform((value) => (isId(value) ? value : paperIdOf(value))),
  write: (id) => {
    const arxivId = globalIdText(id)?.match(/^Paper\/arxiv\/(.+)$/s)?.[1];
    return arxivId !== undefined && parseArxivId(arxivId) === arxivId ? arxivId : id;
  },
};

/** The global ID of the paper with an arXiv ID; what is neither is left to the API to refuse. */
export function paperIdOf(value: string): string {
  const arxivId = parseArxivId(value);
  return arxivId === undefined ? value : encodeGlobalId("Paper", `arxiv/${arxivId}`);
}

function isId(value: string): boolean {
  return /^(?:Author|Paper|Organization|Keyword)[/:]./s.test(globalIdText(value) ?? "");
}

/** Separated by commas; a comma in a value follows a backslash, as does a backslash. */
export function listOf(item: Codec<string>): Codec<string[]> {
  return {
    read: z
      .string()
      .transform(splitList)
      .pipe(z.array(item.read as z.ZodType<string, string>)),
    write: (values) => {
      const written = values.map(item.write);
      return written.length > 0 &&
        written.every((value) => value !== undefined && value.trim() === value && value !== "")
        ? written.map((value) => value?.replace(/[\\,]/g, "\\$&")).join(",")
        : undefined;
    },
  };
}

function splitList(list: string): string[] {
  return [...list.matchAll(/(?:\\.|[^,\\]|\\$)+/gs)]
    .map(([value]) => value.trim().replace(/\\(.)/gs, "$1"))
    .filter((value) => value !== "");
}
