import { utcDate } from "../../../domain/values/dates.js";
import { listOf, text } from "../../address/codecs.js";
import type { PaperFilterJson } from "../../address/filter-json.js";
import { Lines, type Series } from "../../charts/lines.js";
import { CompareDocument, type CompareQuery } from "../../generated/documents.js";
import { addressOf, keywordAddress, organizationAddress } from "../../parts/links.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import { periodText } from "../entities/entity-parts.js";
import { type Comparison, comparisonAddress, maxCompared, parseComparison } from "./compare-address.js";

/** Organizations or keywords over time. */
export async function showComparison({ query }: SiteRequest, ask: Ask): Promise<Page> {
  const comparison = parseComparison(query);
  const head = { title: "Compare · papergraph", description: "Organizations or keywords over time." };
  if (comparison === undefined) return { ...head, address: "/compare", body: <Comparing /> };
  const { names } = comparison;
  const of = (index: number) => filterOf(comparison, names[index] ?? "");
  const data = await ask(CompareDocument, {
    first: of(0),
    second: of(1),
    third: of(2),
    fourth: of(3),
    fifth: of(4),
    hasThird: names.length > 2,
    hasFourth: names.length > 3,
    hasFifth: names.length > 4,
  });
  const { months, series } = seriesOf(comparison, data);
  const title = names.join(" and ");
  return {
    title: `${title} compared · papergraph`,
    description: `${title} over time.`,
    address: comparisonAddress(comparison),
    freshness: data,
    body: <Comparing comparison={comparison} months={months} series={series} />,
  };
}

function filterOf({ kind, filter }: Comparison, name: string): PaperFilterJson {
  return { ...filter, [kind]: [name] };
}

/** One for each name, over the months in which any has papers. */
function seriesOf({ kind, names, measure }: Comparison, data: CompareQuery) {
  const all = [data.first, data.second, data.third, data.fourth, data.fifth].slice(0, names.length);
  const values = all.map(
    (stats) => new Map((stats?.groups ?? []).map(({ period, totals }) => [period ?? "", totals[measure]])),
  );
  const known = values.flatMap((each) => [...each.keys()]).sort();
  const months = monthsBetween(known[0], known.at(-1));
  const series = names.map((name, index): Series => {
    const own = values[index] ?? new Map<string, number>();
    return {
      name,
      ...(own.size > 0 && {
        href: kind === "organizations" ? organizationAddress(name) : keywordAddress(name),
      }),
      values: months.map((month) => own.get(month) ?? 0),
    };
  });
  return { months, series };
}

/** The first days of the months from one to another. */
function monthsBetween(first: string | undefined, last: string | undefined): string[] {
  const months: string[] = [];
  if (first === undefined || last === undefined) return months;
  for (let month = first; month <= last; ) {
    months.push(month);
    const next = new Date(`${month}T00:00:00Z`);
    next.setUTCMonth(next.getUTCMonth() + 1);
    month = utcDate(next);
  }
  return months;
}

interface ComparingProps {
  comparison?: Comparison;
  months?: readonly string[];
  series?: readonly Series[];
}

function Comparing({ comparison, months = [], series = [] }: ComparingProps) {
  const { kind, measure = "papers", filter } = comparison ?? {};
  return (
    <>
      <div class="page-head">
        <h1>Compare</h1>
        {comparison && filter && (
          <nav class="switch" aria-label="What is counted">
            {(["papers", "upvotes"] as const).map((each) => (
              <a
                key={each}
                href={comparisonAddress({ filter, measure: each })}
                aria-current={each === measure ? "page" : undefined}
              >
                {each === "papers" ? "Papers" : "Upvotes"}
              </a>
            ))}
          </nav>
        )}
      </div>
      {months.length > 0 && (
        <Lines
          id="compare-chart"
          title={measure === "papers" ? "Papers per month" : "Upvotes of the papers of each month"}
          period="Month"
          periods={months.map((month) => periodText("Month", month))}
          series={series}
        />
      )}
      <WithoutPapers
        names={months.length === 0 ? [] : series.flatMap(({ name, href }) => (href ? [] : [name]))}
      />
      {comparison && months.length === 0 && <p class="empty">No paper is of any of them.</p>}
      <CompareForm
        name="organizations"
        label="Organizations"
        example="facebook, nvidia"
        names={kind === "organizations" ? comparison?.names : undefined}
      />
      <CompareForm
        name="keywords"
        label="Keywords"
        example="diffusion models, reinforcement learning"
        names={kind === "keywords" ? comparison?.names : undefined}
      />
    </>
  );
}

/** Lines of zeros, which could be a spelling mistake. */
function WithoutPapers({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p class="note">
      No paper of{" "}
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ", "}
          <strong>{name}</strong> (
          <a href={addressOf("/search", new URLSearchParams({ search: name }))}>search for it</a>)
        </span>
      ))}
      .
    </p>
  );
}

const list = listOf(text);

function CompareForm({
  name,
  label,
  example,
  names,
}: {
  name: string;
  label: string;
  example: string;
  names: readonly string[] | undefined;
}) {
  return (
    <form class="inline" action="/compare">
      <label for={`compare-${name}`}>
        {label}, 2 to {maxCompared}
      </label>
      <input
        id={`compare-${name}`}
        name={name}
        value={names && list.write([...names])}
        placeholder={example}
        required
      />
      <button type="submit">Compare</button>
    </form>
  );
}
