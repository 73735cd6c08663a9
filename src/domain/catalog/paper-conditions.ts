import sql, { type Sql } from "sql-template-tag";
import { parseCategory } from "../../text/arxiv-categories.js";
import { allOf } from "../lists/list.js";
import { caseKey } from "../values/folded-keys.js";
import { organizationOfSlug } from "./organizations.js";

// Conditions on `papers p`; none for a part of a filter that is not there.

/**
 * A missing bound is open. Dates are `YYYY-MM-DD`, inclusive; those of instants are at midnight UTC unless the instant is
 * known.
 */
export interface DateRange {
  from?: string | undefined;
  to?: string | undefined;
  /** First instant, and the one after the last; the dates are bounds then, too. Only if dates do not say it. */
  since?: Date | undefined;
  before?: Date | undefined;
}

/** A missing bound is open. */
export interface InstantRange {
  since?: Date | undefined;
  /** Excluded. */
  before?: Date | undefined;
}

/** Conditions on a date, and on its instant. */
export function datesWithin(date: Sql, instant: Sql, { from, to, since, before }: DateRange = {}): Sql[] {
  return [...within(date, from, to, "date"), ...during(instant, { since, before })];
}

/** The same of a day on which papers were featured. */
export function featuredDaysWithin(day: Sql, range: DateRange | undefined): Sql[] {
  return datesWithin(day, sql`(${day}::timestamp at time zone 'UTC')`, range);
}

/** A subquery, which is hashed also in a plan for any values; `= any` would compare each paper with each ID. */
export function withArxivIds(ids: string[] | undefined): Sql[] {
  return ids === undefined ? [] : [sql`p.arxiv_id in (select unnest(${ids}::text[]))`];
}

export function within(
  column: Sql,
  low: string | number | undefined,
  high: string | number | undefined,
  type: "date" | "int",
): Sql[] {
  const cast = type === "date" ? sql`::date` : sql`::int`;
  return [
    ...(low === undefined ? [] : [sql`${column} >= ${low}${cast}`]),
    ...(high === undefined ? [] : [sql`${column} <= ${high}${cast}`]),
  ];
}

export function during(instant: Sql, { since, before }: InstantRange = {}): Sql[] {
  return [
    ...(since === undefined ? [] : [sql`${instant} >= ${since}::timestamptz`]),
    ...(before === undefined ? [] : [sql`${instant} < ${before}::timestamptz`]),
  ];
}

export function featuredWithin(range: DateRange | undefined): Sql[] {
  const days = featuredDaysWithin(sql`f.day`, range);
  if (days.length === 0) return [];
  return [sql`exists (select from feature_days f where f.paper_id = p.id and ${allOf(days)})`];
}

export function ofOrganizations(slugs: string[] | undefined): Sql[] {
  if (slugs === undefined) return [];
  const [first, ...others] = slugs;
  // One organization's papers are in date order in the index; for several, Postgres has to sort.
  return others.length === 0
    ? [sql`p.organization_id = ${organizationOfSlug(first ?? "")}`]
    : [
        sql`
          p.organization_id in (
            select organization_id from organization_slugs where slug_key = any(${slugs.map(caseKey)}::text[])
          )
        `,
      ];
}

export function byAuthors(ids: number[] | undefined): Sql[] {
  if (ids === undefined) return [];
  return [sql`p.id in (select paper_id from authorships where author_id = any(${ids}::int[]))`];
}

export function byCoauthorsOf(ids: number[] | undefined): Sql[] {
  if (ids === undefined) return [];
  return [
    sql`
      p.id in (
        select paper_id from authorships where author_id = any(array(
          select distinct theirs.author_id
          from authorships mine join authorships theirs on theirs.paper_id = mine.paper_id
          where mine.author_id = any(${ids}::int[]) and theirs.author_id <> mine.author_id
        ))
      )
    `,
  ];
}

export function withKeywords(names: string[] | undefined): Sql[] {
  if (names === undefined) return [];
  return [
    sql`
      p.id in (
        select pk.paper_id from paper_keywords pk join keywords k on k.id = pk.keyword_id
        where k.key = any(${names.map(caseKey)}::text[])
      )
    `,
  ];
}

export function inCategories(names: string[] | undefined): Sql[] {
  if (names === undefined) return [];
  const categories = names.map((name) => parseCategory(name) ?? name);
  return [sql`p.id in (select paper_id from paper_categories where category = any(${categories}::text[]))`];
}

/** Papers without an abstract are in an index of their own. */
export function withAbstract(wanted: boolean | undefined): Sql[] {
  if (wanted === undefined) return [];
  const without = sql`exists (select from paper_texts t where t.paper_id = p.id and t.abstract is null)`;
  return [wanted ? sql`not ${without}` : without];
}

export function isPresent(column: Sql, wanted: boolean | undefined): Sql[] {
  if (wanted === undefined) return [];
  return [wanted ? sql`${column} is not null` : sql`${column} is null`];
}
