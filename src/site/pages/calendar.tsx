import { utcDate } from "../../domain/values/dates.js";
import { InputError } from "../../domain/values/input-error.js";
import { refuseUnknownNames, singleValue } from "../address/filter-address.js";
import { invalidParameter } from "../address/invalid-parameter.js";
import { DaysOfYear } from "../charts/days-of-year.js";
import { CalendarDocument, type CalendarQuery, type StatDateField } from "../generated/documents.js";
import { addressOf } from "../parts/links.js";
import { countOf } from "../parts/numbers.js";
import type { Ask, Page, SiteRequest } from "../routing/route.js";
import { periodText, type Ranked, Ranking } from "./entities/entity-parts.js";

interface CalendarAddress {
  /** Undefined for the latest one with papers. */
  readonly year: number | undefined;
  readonly by: "featured" | "published";
}

const fields = { featured: "FEATURED_ON", published: "PUBLISHED_ON" } as const satisfies Record<
  string,
  StatDateField
>;
const names = { featured: "Featured on Daily Papers", published: "Published" };

/** Days with numbers of papers. */
export async function showCalendar({ query, now }: SiteRequest, ask: Ask): Promise<Page> {
  const address = parseCalendar(query);
  const current = now.getUTCFullYear();
  const found = await daysOf(ask, address.by, address.year ?? current);
  const years = found.years.groups.flatMap(({ period }) =>
    period === null ? [] : [Number(period.slice(0, 4))],
  );
  const year = address.year ?? years.filter((each) => each <= current).at(-1) ?? current;
  const data = year === (address.year ?? current) ? found : await daysOf(ask, address.by, year);
  return {
    title: `Papers of ${year} by day · papergraph`,
    description: `Numbers of papers on the days of ${year}.`,
    address: calendarAddress(address),
    freshness: data,
    body: <CalendarView data={data} year={year} by={address.by} />,
  };
}

function daysOf(ask: Ask, by: CalendarAddress["by"], year: number): Promise<CalendarQuery> {
  const range = { from: `${year}-01-01`, to: `${year}-12-31` };
  return ask(CalendarDocument, {
    filter: by === "featured" ? { featuredOn: range } : { publishedOn: range },
    field: fields[by],
  });
}

function parseCalendar(query: URLSearchParams): CalendarAddress {
  refuseUnknownNames(query, ["year", "by"]);
  const [year, by = "featured"] = [singleValue(query, "year"), singleValue(query, "by")];
  if (year !== undefined && !/^[12]\d{3}$/.test(year))
    throw new InputError(`year: ${JSON.stringify(year.slice(0, 60))} is not a year such as 2025.`);
  if (by !== "featured" && by !== "published") throw invalidParameter("by", by, "featured or published");
  return { year: year === undefined ? undefined : Number(year), by };
}

function calendarAddress({ year, by }: CalendarAddress): string {
  const query = new URLSearchParams();
  if (year !== undefined) query.set("year", String(year));
  if (by !== "featured") query.set("by", by);
  return addressOf("/calendar", query);
}

/** The papers of some days, the most upvoted first. */
function papersOf(by: CalendarAddress["by"], from: string, to: string): string {
  const query = new URLSearchParams({ [`${by}From`]: from, [`${by}To`]: to, order: "UPVOTES" });
  return addressOf("/papers", query);
}

function monthsOf(papers: ReadonlyMap<string, number>, by: CalendarAddress["by"]): Ranked[] {
  const counts = new Map<string, number>();
  for (const [day, count] of papers) {
    const start = `${day.slice(0, 7)}-01`;
    counts.set(start, (counts.get(start) ?? 0) + count);
  }
  return [...counts].sort().map(([start, count]) => ({
    name: periodText("Month", start),
    href: papersOf(by, start, lastOfMonth(start)),
    note: countOf(count, "paper"),
  }));
}

function lastOfMonth(start: string): string {
  const [year, month] = start.split("-").map(Number);
  return utcDate(new Date(Date.UTC(year ?? 0, month ?? 1, 0)));
}

function CalendarView({ data, year, by }: { data: CalendarQuery; year: number; by: CalendarAddress["by"] }) {
  const papers = new Map(
    data.days.groups.flatMap(({ period, totals }) =>
      period === null ? [] : [[period, totals.papers] as [string, number]],
    ),
  );
  const years = data.years.groups.flatMap(({ period, totals }) =>
    period === null ? [] : [{ of: Number(period.slice(0, 4)), papers: totals.papers }],
  );
  const day = (on: string) => papersOf(by, on, on);
  return (
    <>
      <div class="page-head">
        <h1>Calendar</h1>
        <nav class="switch" aria-label="Which days">
          {(["featured", "published"] as const).map((each) => (
            <a
              key={each}
              href={calendarAddress({ year, by: each })}
              aria-current={each === by ? "page" : undefined}
            >
              {names[each]}
            </a>
          ))}
        </nav>
      </div>
      <DaysOfYear
        id="calendar-chart"
        title={`Papers of ${year} by day`}
        year={year}
        papers={papers}
        href={day}
      />
      {papers.size === 0 && <p class="empty">No paper is of {year}.</p>}
      <div class="rankings">
        <Ranking title="Months" entries={monthsOf(papers, by)} />
        <section class="ranking">
          <h2>Years</h2>
          <ol>
            {years.map(({ of, papers: total }) => (
              <li key={of}>
                <a href={calendarAddress({ year: of, by })} aria-current={of === year ? "page" : undefined}>
                  {of}
                </a>{" "}
                <span>{countOf(total, "paper")}</span>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </>
  );
}
