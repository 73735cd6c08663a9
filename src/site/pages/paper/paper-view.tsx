import { HistoryChart } from "../../charts/history-chart.js";
import { Day } from "../../parts/dates.js";
import { authorAddress, keywordAddress, organizationAddress } from "../../parts/links.js";
import { count, countOf } from "../../parts/numbers.js";
import type { PaperData } from "./paper-data.js";
import { PaperTakeaway, paperTakeaway } from "./paper-takeaway.js";
import { Related } from "./related.js";

export function PaperView({ paper, origin }: { paper: PaperData; origin: string }) {
  const { title, abstract, organization, withdrawnAt } = paper;
  return (
    <article class="paper-page">
      <h1>{title}</h1>
      {withdrawnAt !== null && <p class="note">The authors withdrew this paper.</p>}
      <Authors {...paper} />
      <p class="meta">
        {organization !== null && (
          <a class="org" href={organizationAddress(organization.slug)}>
            {organization.name}
          </a>
        )}
        {paper.publishedOn !== null && (
          <span>
            Published <Day on={paper.publishedOn} />
          </span>
        )}
        {paper.featuredOn.length > 0 && (
          <span>
            Featured{" "}
            {paper.featuredOn.map((on, index) => (
              <span key={on}>
                {index > 0 && ", "}
                <a href={`/papers?featuredFrom=${on}&featuredTo=${on}&order=UPVOTES`}>
                  <Day on={on} />
                </a>
              </span>
            ))}
          </span>
        )}
        {paper.versions.length > 1 && <span>{countOf(paper.versions.length, "version")}</span>}
      </p>
      <Links {...paper} />
      <div class="paper-columns">
        <div>
          {abstract === null ? (
            <p class="empty">The abstract of this paper is not known here.</p>
          ) : (
            <>
              <h2 class="spoken">Abstract</h2>
              <p class="abstract">{abstract}</p>
            </>
          )}
          <Terms {...paper} />
        </div>
        <Standing {...paper} />
      </div>
      <Related edges={paper.related.edges} />
      <PaperTakeaway {...paperTakeaway(paper, origin)} />
    </article>
  );
}

function Authors({ authors, authorsCount }: PaperData) {
  const { edges, totalCount } = authors;
  if (edges.length === 0)
    return authorsCount === null ? null : <p class="authors">{countOf(authorsCount, "author")}</p>;
  return (
    <p class="authors">
      {edges.map(({ creditedAs, node }, index) => (
        <span key={node.id + creditedAs}>
          {index > 0 && ", "}
          <a href={authorAddress(node)}>{creditedAs}</a>
        </span>
      ))}
      {totalCount > edges.length && ` and ${countOf(totalCount - edges.length, "other")}`}
    </p>
  );
}

function Links({ abstractUrl, pdfUrl, codeUrl, projectUrl, githubStars, arxivId }: PaperData) {
  const links = [
    [abstractUrl, `arXiv ${arxivId}`],
    [pdfUrl, "PDF"],
    [codeUrl, githubStars === null ? "Code" : `Code, ${countOf(githubStars, "star")}`],
    [projectUrl, "Project page"],
  ] as const;
  return (
    <p class="links">
      {links.map(
        ([address, name]) =>
          address !== null && (
            <a key={address} class="button plain" href={address} rel="noopener">
              {name}
            </a>
          ),
      )}
      <a class="button plain" href="#takeaway">
        Cite
      </a>
    </p>
  );
}

/** Keywords and categories. */
function Terms({ keywords, categories }: PaperData) {
  if (keywords.length + categories.length === 0) return null;
  return (
    <ul class="terms" aria-label="Keywords and categories">
      {keywords.map(({ name }) => (
        <li key={name}>
          <a href={keywordAddress(name)}>{name}</a>
        </li>
      ))}
      {categories.map((category) => (
        <li key={category}>
          <a class="category" href={`/papers?categories=${encodeURIComponent(category)}`}>
            {category}
          </a>
        </li>
      ))}
    </ul>
  );
}

const boards = [
  ["day", "/", "day"],
  ["week", "/?window=WEEK", "week"],
  ["month", "/?window=MONTH", "month"],
] as const;

/** Upvotes over time, and ranks. */
function Standing(paper: PaperData) {
  const { upvotes, commentsCount, upvoteHistory, rankHistory } = paper;
  const best = rankHistory.reduce<(typeof rankHistory)[number] | undefined>(
    (best, each) => (best === undefined || each.rank < best.rank ? each : best),
    undefined,
  );
  const ranks = boards.flatMap(([name, address, text]) => {
    const rank = paper[name]?.rank;
    return rank === undefined ? [] : [{ rank, address, text }];
  });
  return (
    <aside class="standing" aria-label="Upvotes and ranks">
      <p class="votes">
        <strong>{count(upvotes)}</strong> <span>{upvotes === 1 ? "upvote" : "upvotes"}</span>
      </p>
      <HistoryChart points={upvoteHistory} />
      <ul>
        {ranks.map(({ rank, address, text }) => (
          <li key={text}>
            Rank {rank} <a href={address}>of the {text}</a>
          </li>
        ))}
        {best !== undefined && (
          <li>
            Best rank at the end of a day: {best.rank}, on{" "}
            <a href={`/?asOf=${best.on}`}>
              <Day on={best.on} />
            </a>
          </li>
        )}
        {commentsCount > 0 && <li>{countOf(commentsCount, "comment")}</li>}
      </ul>
    </aside>
  );
}
