import { resolve } from "node:path";
import { z } from "zod";
import { anyOf } from "./text/any-of.js";
import { isPostgresUrl, isSmtpUrl } from "./url-secrets.js";

// Types of settings, with messages for invalid values. Numbers are made with their default, which is also the example; they abort,
// so that conditions on several settings apply only to valid ones.

/**
 * A setting and its row in the table of `docs/operating.md`, which `npm run docs` writes.
 *
 * @param shownDefault text in place of the default value
 */
export function setting<Type extends z.ZodType>(type: Type, meaning: string, shownDefault?: string): Type {
  return type.meta({ meaning, shownDefault });
}

const maxCount = 1_000_000_000_000;
/** Timers of Node have up to 2 ** 31 milliseconds; longer ones would expire at once. */
const maxSeconds = 2_000_000;
const minSeconds = 0.001;

function numberWithin(kind: string, min: number, max: number, example: number, isValid: typeof isFinite) {
  const [from, to] = [min, max].map((limit) => limit.toLocaleString("en-US"));
  const error = `expected ${kind} from ${from} to ${to}, for example ${example}`;
  return z.coerce
    .number({ error })
    .refine((value) => value >= min && value <= max && isValid(value), { error, abort: true });
}

export function wholeNumber(min: number, max: number, example: number) {
  return numberWithin("a whole number", min, max, example, Number.isInteger);
}

export function count(value: number) {
  return wholeNumber(1, maxCount, value).default(value);
}

export function countOrNone(value: number) {
  return wholeNumber(0, maxCount, value).default(value);
}

export function seconds(value: number, min = minSeconds) {
  return numberWithin("a number of seconds", min, maxSeconds, value, Number.isFinite).default(value);
}

/** Separated by commas. */
const list = z.string().transform((text) => text.split(",").map((entry) => entry.trim()));

export const files = list.refine((entries) => !entries.includes(""), {
  error: "expected paths of JSON files separated by commas, for example documents.json",
});

const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+\/?$/i;

export const origins = list.refine(
  (entries) => /^(\*|off)$/.test(String(entries)) || entries.every((entry) => origin.test(entry)),
  { error: "expected *, off, or origins like https://example.org separated by commas" },
);

/** Aborts, so that the error of the union with `off` is reported instead of its own. */
const costPerMinute = z.coerce
  .number()
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= 2_000_000_000, { abort: true });

export const costPerMinuteOrOff = z.union([z.literal("off"), costPerMinute], {
  error: "expected off, or cost units per minute from 1 to 2,000,000,000",
});

export const onOff = z.enum(["on", "off"], { error: "expected on or off" });

export const postgresUrl = z.string().refine(isPostgresUrl, {
  error:
    "expected a URL like postgresql://user:password@host:5432/database, with special characters percent-encoded",
});

/** An absolute path. */
export const directory = z
  .string()
  .min(1)
  .transform((path) => resolve(path));

export const token = z.string().regex(/^\S{16,}$/, "expected 16 or more characters without spaces");

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export const logLevel = z.enum(logLevels, { error: `expected ${anyOf(logLevels)}` });

export const httpUrl = z
  .string()
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
    error: "expected a URL like https://huggingface.co",
  })
  .refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), {
    error: "expected a URL without user and password",
  })
  .transform((url) => new URL(url));

export const smtpUrl = z.string().refine(isSmtpUrl, {
  error:
    "expected a URL like smtps://user:password@mail.example.org:465, with special characters percent-encoded",
  abort: true,
});

/** An address, or a name and an address in angle brackets. */
export const mailbox = z
  .string()
  .trim()
  .regex(
    /^(?:[^\r\n<>"@,;]*<[^\s<>"@,;\u0080-\uffff]+@[^\s<>"@,;]+>|[^\s<>"@,;\u0080-\uffff]+@[^\s<>"@,;]+)$/,
    {
      error: "expected an address like papers@example.org, or Papers <papers@example.org>",
    },
  );

/** The origin of a site, such as `https://papers.example.org`. */
export const publicUrl = httpUrl.refine(({ pathname, search, hash }) => pathname + search + hash === "/", {
  error: "expected a URL without a path, like https://papers.example.org",
});

/** Directives of responses, of RFC 9111, 8246 and 5861. */
const plainDirectives = [
  ...["public", "private", "no-cache", "no-store", "no-transform"],
  ...["must-revalidate", "proxy-revalidate", "must-understand", "immutable"],
];
const timedDirectives = ["max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"];
const directive = new RegExp(
  `^(${plainDirectives.join("|")}|(${timedDirectives.join("|")})=\\d{1,10})$`,
  "i",
);

export const cacheControl = list
  .superRefine((entries, { addIssue }) => {
    const unknown = entries.find((entry) => !directive.test(entry));
    if (unknown === undefined) return;
    const known = [...plainDirectives, ...timedDirectives.map((name) => `${name}=5`)];
    addIssue(`"${unknown}" is not a directive; expected ${known.join(", ")}, separated by commas`);
  })
  .transform((entries) => entries.join(", "));
