import { GraphQLError, type ValueNode, valueFromASTUntyped } from "graphql";
import { isCalendarDate, utcDate } from "../../domain/values/dates.js";
import { isTimeZone } from "../../domain/values/time-zones.js";
import type { Builder } from "./builder.js";

export function defineScalars(builder: Builder): void {
  builder.scalarType("Date", {
    specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    description: "Calendar date in ISO 8601 format, such as `2025-07-08`.",
    serialize: utcDate,
    ...input(parseDate),
  });
  builder.scalarType("DateTime", {
    specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339",
    description:
      "Timestamp in RFC 3339 format. Output is in UTC with milliseconds, such as `2025-07-08T14:28:14.000Z`; input may have any offset.",
    serialize: (instant) => instant.toISOString(),
    ...input(parseInstant),
  });
  builder.scalarType("TimeZone", {
    specifiedByURL: "https://www.rfc-editor.org/rfc/rfc6557",
    description:
      "Time zone of the IANA database by area and place, such as `Europe/Berlin` or `America/New_York`; or `UTC`.",
    serialize: (timeZone) => timeZone,
    ...input(parseTimeZone),
  });
  builder.scalarType("URL", {
    specifiedByURL: "https://url.spec.whatwg.org/",
    description: "Absolute HTTP or HTTPS URL, such as `https://arxiv.org/abs/2507.03607`.",
    serialize: (url) => url,
    ...input(parseUrl),
  });
}

/** Reads values of variables and of documents; errors of the latter have their location. */
function input<T>(parse: (value: unknown) => T) {
  return {
    parseValue: parse,
    parseLiteral: (node: ValueNode) => {
      try {
        return parse(valueFromASTUntyped(node));
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        throw new GraphQLError(error.message, { nodes: node, extensions: error.extensions });
      }
    },
  };
}

/** Accepts years 1 to 9999. */
function parseDate(value: unknown): string {
  if (typeof value === "string" && isCalendarDate(value)) return value;
  const advice =
    typeof value === "string" && /^\d{4}-\d\d-\d\d[T ]\d\d:/.test(value)
      ? " Give the date only; in filters, ranges of dates take instants as `since` and `before`."
      : "";
  throw refuse(value, "a calendar date such as 2025-07-08", advice);
}

function parseInstant(value: unknown): Date {
  const text = typeof value === "string" ? value : "";
  const wellFormed = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text);
  const instant = new Date(text);
  // In UTC, the year may be another one.
  const isInYears = !Number.isNaN(instant.getTime()) && isCalendarDate(utcDate(instant));
  if (wellFormed && isCalendarDate(text.slice(0, 10)) && isInYears) return instant;
  throw refuse(value, "a timestamp with a time zone such as 2025-07-08T14:28:14Z", adviceForInstant(text));
}

/** For the usual mistakes. */
function adviceForInstant(text: string): string {
  if (isCalendarDate(text)) return ` Add a time, such as ${text}T00:00:00Z.`;
  if (/^\d{4}-\d\d-\d\d +\d\d:\d\d/.test(text)) return " Write T between the date and the time.";
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(text)
    ? " Add Z for UTC, or an offset such as +02:00."
    : "";
}

function parseTimeZone(value: unknown): string {
  if (typeof value === "string" && isTimeZone(value)) return value;
  throw refuse(
    value,
    "a time zone such as Europe/Berlin or UTC",
    " Use the area and place of the IANA database; offsets and abbreviations are not accepted.",
  );
}

function parseUrl(value: unknown): string {
  if (typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value)) return value;
  throw refuse(value, "an absolute http or https URL");
}

function refuse(value: unknown, expected: string, advice = ""): GraphQLError {
  return new GraphQLError(`${JSON.stringify(value)?.slice(0, 60)} is not ${expected}.${advice}`, {
    extensions: { code: "BAD_USER_INPUT" },
  });
}
