import type { z } from "zod";
import type { Paper } from "../../db/generated/client.js";
import type { ColumnType } from "../sql/rows.js";
import { count, link, maxInteger, timestamp } from "./checks.js";

/** The type of a column, and the check of a value that a source states. */
type Attribute =
  | { type: "text" | "date"; check: z.ZodType<string | undefined> }
  | { type: "int" | "smallint"; check: z.ZodType<number> }
  | { type: "boolean"; check: z.ZodType<boolean> }
  | { type: "timestamptz"; check: z.ZodType<Date> };

/**
 * The nullable columns that merge by trust alone: a source that may overwrite replaces or clears the value, another one
 * fills a gap. Everything that checks, merges, stores and exports papers takes them from here.
 */
export const paperAttributes = {
  withdrawnAt: { type: "timestamptz", check: timestamp },
  projectUrl: { type: "text", check: link },
  codeUrl: { type: "text", check: link },
  githubStars: { type: "int", check: count(maxInteger) },
  thumbnailUrl: { type: "text", check: link },
} as const satisfies { readonly [Name in keyof Paper]?: Attribute };

export type AttributeName = keyof typeof paperAttributes;

/** null if unknown. */
export type AttributeValues = {
  [Name in AttributeName]: NonNullable<z.output<(typeof paperAttributes)[Name]["check"]>> | null;
};

export const attributeNames = Object.keys(paperAttributes) as AttributeName[];

export function mapAttributes<Value>(make: (name: AttributeName) => Value): Record<AttributeName, Value> {
  const entries = attributeNames.map((name) => [name, make(name)]);
  return Object.fromEntries(entries) as Record<AttributeName, Value>;
}

export const attributeTypes = mapAttributes((name) => paperAttributes[name].type);

/** Columns of `papers` that are part of `PaperState`. */
export const stateColumnTypes = {
  id: "int",
  arxivId: "text",
  title: "text",
  titleKey: "text",
  publishedAt: "timestamptz",
  publishedOn: "date",
  authorsCount: "int",
  organizationId: "int",
  upvotes: "int",
  commentsCount: "int",
  ...attributeTypes,
  trustLevel: "smallint",
  commentsTrustLevel: "smallint",
  authorsDigest: "text",
  keywordsDigest: "text",
} as const;

/** All columns of `papers`. */
export const paperColumnTypes = {
  ...stateColumnTypes,
  latestFeaturedOn: "date",
  addedAt: "timestamptz",
  updatedAt: "timestamptz",
} as const satisfies Record<keyof Paper, ColumnType>;
