import type { ComponentChildren } from "preact";
import { writeFilter } from "../../address/filter-address.js";
import type { PaperFilterJson } from "../../address/filter-json.js";
import { Bars } from "../../charts/bars.js";
import type { KeywordGroupsFragment, PaperItemFragment, PeriodsFragment } from "../../generated/documents.js";
import { argumentsText, literal } from "../../parts/graphql-text.js";
import { addressOf, keywordAddress } from "../../parts/links.js";
import { count, countOf } from "../../parts/numbers.js";
import { PaperItem } from "../../parts/paper-item.js";
import { feedsOf, type TakeawayProps } from "../../parts/takeaway.js";

// Parts of the pages of an organization, an author and a keyword.

interface Counted {
  readonly papersCount: number;
  readonly upvotes: number;
}

export function EntityHead({ kind, name, papersCount, upvotes }: Counted & { kind: string; name: string }) {
  return (
    <header class="entity-head">
      <p class="kind">{kind}</p>
      <h1>{name}</h1>
      <p class="meta">
        <a href="#papers">{countOf(papersCount, "paper")}</a>
        <span>{countOf(upvotes, "upvote")}</span>
        <a href="#takeaway">Follow and export</a>
      </p>
    </header>
  );
}

export interface Ranked {
  readonly name: string;
  readonly href: string;
  readonly note: string;
}

/** A list of names with numbers. Nothing if it is empty. */
export function Ranking({
  title,
  entries,
  more,
}: {
  title: string;
  entries: readonly Ranked[];
  more?: ComponentChildren;
}) {
  if (entries.length === 0) return null;
  return (
    <section class="ranking">
      <h2>{title}</h2>
      <ol>
        {entries.map(({ name, href, note }) => (
          <li key={href}>
            <a href={href}>{name}</a> <span>{note}</span>
          </li>
        ))}
      </ol>
      {more}
    </section>
  );
}

export function KeywordRanking({ stats, without }: { stats: KeywordGroupsFragment; without?: string }) {
  const entries = stats.groups.flatMap(({ keyword, totals }) =>
    keyword === null || keyword.name === without
      ? []
      : [{ name: keyword.name, href: keywordAddress(keyword.name), note: countOf(totals.papers, "paper") }],
  );
  return <Ranking title={without === undefined ? "Keywords" : "Related keywords"} entries={entries} />;
}

const formats = {
  Month: new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" }),
  Year: new Intl.DateTimeFormat("en-US", { year: "numeric", timeZone: "UTC" }),
};

export function periodText(period: keyof typeof formats, start: string): string {
  return formats[period].format(new Date(`${start}T00:00:00Z`));
}

/** Papers and upvotes over time. */
export function Timeline({ period, stats }: { period: keyof typeof formats; stats: PeriodsFragment }) {
  const bars = (measure: (totals: { papers: number; upvotes: number }) => number) =>
    stats.groups.flatMap((group) =>
      group.period === null
        ? []
        : [{ label: periodText(period, group.period), value: measure(group.totals) }],
    );
  const each = period.toLowerCase();
  return (
    <div class="charts">
      <Bars
        id="papers-chart"
        title={`Papers per ${each}`}
        head={[period, "Papers"]}
        bars={bars(({ papers }) => papers)}
      />
      <Bars
        id="upvotes-chart"
        title={`Upvotes of the papers of each ${each}`}
        head={[period, "Upvotes"]}
        bars={bars(({ upvotes }) => upvotes)}
      />
    </div>
  );
}

interface NewestProps {
  nodes: readonly PaperItemFragment[];
  papersCount: number;
  filter: PaperFilterJson;
}

/** The newest papers, and where the others are. */
export function Newest({ nodes, papersCount, filter }: NewestProps) {
  const query = writeFilter(filter);
  const byUpvotes = new URLSearchParams([...query, ["order", "UPVOTES"]]);
  return (
    <section aria-labelledby="papers">
      <h2 id="papers">Papers</h2>
      <ol class="papers">
        {nodes.map((paper) => (
          <PaperItem key={paper.id} paper={paper} />
        ))}
      </ol>
      {papersCount > 1 && (
        <p class="choices">
          {papersCount > nodes.length && (
            <a href={addressOf("/papers", query)}>All {count(papersCount)} papers, newest first</a>
          )}
          <a href={addressOf("/papers", byUpvotes)}>Most upvoted first</a>
        </p>
      )}
    </section>
  );
}

/** What follows the papers of a filter, and takes them along. @param whose `AI at Meta` */
export function entityTakeaway(whose: string, filter: PaperFilterJson, origin: string): TakeawayProps {
  const query = writeFilter(filter);
  const chosen = argumentsText({ filter: literal(filter), first: "20" });
  return {
    origin,
    what: `new papers: ${whose}`,
    feeds: feedsOf(`New papers: ${whose}`, query),
    watched: query,
    event: "ADDED",
    filter,
    query: `{
  papers${chosen} {
    totalCount
    nodes { arxivId title publishedOn upvotes }
    pageInfo { hasNextPage endCursor }
  }
}`,
    exported: query,
  };
}
