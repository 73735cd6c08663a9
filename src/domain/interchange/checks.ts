import { z } from "zod";
import { isPlain } from "../../text/spaces.js";
import { isCalendarDate } from "../values/dates.js";

// Checks of single values, which `paper-columns.ts` and `paper-schema.ts` combine.

/**
 * Postgres rejects NUL in text; other control characters and lone surrogates are useless to clients. Control
 * characters separate words, except for DEL, which replaces a lost accent or hyphen within one.
 */
function cleanText(text: string): string {
  const unbroken = text.trim().replace(/\n/g, " ");
  if (isPlain(unbroken)) return unbroken;
  return (
    unbroken
      .replace(/\x7f/g, "")
      // Like `foldSpace`, but treats control characters as white space.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/ [\s\u0000-\u001f]+|(?! )[\s\u0000-\u001f]+/g, " ")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .trim()
  );
}

export const text = (maxLength: number) =>
  z
    .string({ error: ({ input }) => `expected text, got ${kindOf(input)}` })
    .transform(cleanText)
    .refine(
      (value) => value.length <= maxLength,
      `expected at most ${maxLength.toLocaleString("en")} characters`,
    );

/** Text of zero-width spaces and other invisible characters counts as empty. */
export const visible = /[^\s\p{Default_Ignorable_Code_Point}\p{Cf}]/u;

export const nonEmpty = (maxLength: number) =>
  text(maxLength).refine((value) => visible.test(value), "expected non-empty text");

export const list = <T extends z.ZodType>(item: T, items: string) =>
  z.array(item, { error: ({ input }) => `expected a list of ${items}, got ${kindOf(input)}` });

/** Maximum of a Postgres integer and of GraphQL's Int. */
export const maxInteger = 2_147_483_647;

export const count = (max: number) =>
  z
    .int({ error: ({ input }) => `expected a whole number, got ${kindOf(input)}` })
    .min(0, "expected 0 or more")
    .max(max, `expected at most ${max.toLocaleString("en")}`);

export const day = z.string({ error: ({ input }) => `expected a date, got ${kindOf(input)}` }).refine(isDay, {
  error: ({ input }) => `${quote(input)} is not a date between 1900 and 2100 like 2025-07-08`,
});

/** A string, or a Date parsed by the GraphQL scalar. */
export const timestamp = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  z
    .string({ error: ({ input }) => `expected a timestamp, got ${kindOf(input)}` })
    .refine(
      (value) =>
        /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(value) &&
        isDay(value.slice(0, 10)) &&
        !Number.isNaN(Date.parse(value)),
      { error: ({ input }) => `${quote(input)} is not a timestamp like 2025-07-08T14:28:14Z` },
    )
    .transform((value) => new Date(value)),
);

export const link = z
  .string({ error: ({ input }) => `expected a URL, got ${kindOf(input)}` })
  .transform((value, parsing) => {
    const address = toUrl(value);
    if (address === undefined && value.trim() !== "")
      parsing.addIssue({ code: "custom", message: `${quote(value)} is not a URL` });
    return address;
  });

/** Treats null as missing. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => value ?? undefined, schema.optional() as z.ZodOptional<T>);

/** null clears the stored value; a missing value leaves it unchanged. */
export const clearable = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

export const objectError = (what: string, fields: string) => (issue: z.core.$ZodRawIssue) =>
  issue.code === "unrecognized_keys"
    ? `${issue.keys.map(quote).join(", ")} is not a field of ${what}${fields}`
    : `expected ${what} as an object, got ${kindOf(issue.input)}`;

function toUrl(value: string): string | undefined {
  const written = value.trim();
  const address = /^[a-z][a-z0-9+.-]*:/i.test(written) ? written : `https://${written}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname } = new URL(address);
  return /^https?:$/.test(protocol) && hostname.includes(".") && address.length <= 2_000
    ? address
    : undefined;
}

/** Other years are mistakes. */
function isDay(value: string): boolean {
  return /^(19|20)/.test(value) && isCalendarDate(value);
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `the ${typeof value} ${quote(value)}`;
}

/** A value as JSON, truncated for messages. */
export function quote(value: unknown): string {
  const written = jsonOf(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
}

/** `JSON.stringify` is recursive, unlike `JSON.parse`: the value may nest too deep for it. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return kindOf(value);
  }
}
