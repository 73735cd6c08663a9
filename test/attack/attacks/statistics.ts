import { type Attack, type Target, times } from "../attack.js";
import { createSender, type Query, repeat, type SendOptions } from "../http.js";

interface Flood {
  readonly concurrency: number;
  readonly count?: number;
  readonly options?: SendOptions;
}

const flood =
  (flooding: Flood, make: (target: Target, index: number) => Query): Attack["run"] =>
  async (target) => {
    const { send } = createSender(target, flooding.concurrency);
    await repeat(target, flooding, (index) => send(make(target, index), flooding.options));
  };

/** A counted search behind aliases; the filter is a variable, so that 1,800 aliases take less than 100 kB. */
const countedSearches = (aliases: number): Query => ({
  query: `query($f:PaperFilter){${times(aliases, (index) => `a${index}:papers(first:0,filter:$f){totalCount}`)}}`,
  variables: { f: { search: "model or learning or data" } },
});

/** Queries that are expensive for the database. */
export const statisticsAttacks: readonly Attack[] = [
  {
    id: "K3",
    title: "60 × 1,800 aliases of a counted search, client disconnects after 2 s",
    seconds: 20,
    run: flood({ concurrency: 60, count: 60, options: { abandonAfterMs: 2_000 } }, () =>
      countedSearches(1_800),
    ),
  },
  {
    id: "K3-small",
    title: "the same with 40 aliases each, which may be accepted, 60 at once, client disconnects after 2 s",
    seconds: 20,
    run: flood({ concurrency: 60, count: 600, options: { abandonAfterMs: 2_000 } }, () =>
      countedSearches(40),
    ),
  },
  {
    id: "K4",
    title: "three nested lists sized by a variable's default",
    seconds: 20,
    run: flood({ concurrency: 2 }, () => ({
      query: `query($n: Int = 100) {keywords(first: $n) {nodes {papers(first: $n) {nodes {authors(first: $n) {nodes {name}}}}}}}`,
    })),
  },
  {
    id: "K5",
    title: "papers and keywords below nodes(ids: 100 keywords)",
    seconds: 20,
    run: flood({ concurrency: 2 }, ({ keys }) => ({
      query: `query($ids: [ID!]!) {nodes(ids: $ids) {... on Keyword {papers(first: 100) {nodes {abstract keywords {papers(first: 5) {nodes {title}}}}}}}}`,
      variables: { ids: keys.keywords },
    })),
  },
  {
    id: "K10",
    title: "45 × paperStats(by: [AUTHOR, KEYWORD])",
    seconds: 25,
    run: flood({ concurrency: 2 }, () => ({
      query: `{${times(
        45,
        (index) => `a${index}: paperStats(by: [AUTHOR, KEYWORD]) { groups { totals { papers } } }`,
      )}}`,
    })),
  },
  {
    id: "K10-one",
    title: "one paperStats(by: [AUTHOR, KEYWORD]) per query, 20 at once",
    seconds: 15,
    run: flood({ concurrency: 20 }, (_target, index) => ({
      query: `{ paperStats(by: [AUTHOR, KEYWORD], first: ${1 + (index % 50)}) { truncated groups { totals { papers } } } }`,
    })),
  },
  {
    id: "queries-large",
    title: "pages of 100 papers with abstracts and authors, 50 at once",
    seconds: 12,
    run: flood({ concurrency: 50 }, (_target, index) => ({
      query: `{ papers(first: 100, filter: { upvotes: { min: ${index % 9} } }) { totalCount nodes { abstract authors(first: 20) { totalCount nodes { name } } keywords { name } organization { name } } } }`,
    })),
  },
  {
    id: "queries-aborted",
    title: "3,000 heavy queries, client disconnects after 20 ms",
    seconds: 15,
    run: flood({ concurrency: 100, count: 3_000, options: { abandonAfterMs: 20 } }, (_target, index) => ({
      query: `{ paperStats(by: [AUTHOR], first: ${index % 100}) { totals { authors medianUpvotes } groups { totals { papers } } } }`,
    })),
  },
  {
    id: "queries-dashboard",
    title: "statistics of twelve different searches per query, 30 at once",
    seconds: 12,
    run: flood({ concurrency: 30 }, (_target, index) => ({
      query: `{ ${times(12, (alias) => `a${alias}: paperStats(by: [MONTH], filter: { search: "model or data", upvotes: { min: ${(index + alias) % 30} } }) { groups { period totals { papers authors organizations medianUpvotes } } }`)} }`,
    })),
  },
  {
    id: "search-words",
    title: "searches for 1,000 words joined by or",
    seconds: 12,
    run: flood({ concurrency: 10 }, (_target, index) => ({
      query: `query ($s: String) { papers(first: 100, filter: { search: $s }) { totalCount nodes { title } } }`,
      variables: {
        s: Array.from({ length: 1_000 }, (_, word) => `m${(word + index) % 997} or model`).join(" or "),
      },
    })),
  },
  {
    id: "search-long",
    title: "searches of 10,000 and 900,000 characters, phrases and prefixes",
    seconds: 12,
    run: flood({ concurrency: 10 }, (_target, index) => ({
      query: `query ($s: String) { papers(filter: { search: $s }) { totalCount } authors(search: $s) { totalCount } organizations(search: $s) { totalCount } }`,
      variables: {
        s: ["a ".repeat(5_000), `"${"the model ".repeat(1_000)}"`, "x".repeat(190_000), "- ".repeat(5_000)][
          index % 4
        ],
      },
    })),
  },
  {
    id: "search-names",
    title: "authors and organizations by one letter, counted",
    seconds: 12,
    run: flood({ concurrency: 30 }, (_target, index) => ({
      query: `{ ${times(10, (alias) => `a${alias}: authors(search: "${String.fromCharCode(97 + ((index + alias) % 26))}", orderBy: {field: NAME}, first: 100) { totalCount nodes { name } }`)} }`,
    })),
  },
  {
    id: "filters-many",
    title: "filters of 1,000 alternatives, and nested ten deep",
    seconds: 12,
    run: flood({ concurrency: 10 }, ({ keys }, index) => ({
      query: `query ($f: PaperFilter) { papers(filter: $f) { totalCount nodes { title } } }`,
      variables: {
        f:
          index % 2 === 0
            ? {
                or: Array.from({ length: 1_000 }, (_, one) => ({
                  authors: [keys.authors[one % 100]],
                  upvotes: { min: one },
                })),
              }
            : Array.from({ length: 10 }).reduce(
                (filter) => ({ not: { or: [filter, { search: "model" }] } }),
                { hasCode: true },
              ),
      },
    })),
  },
  {
    id: "graph-paths",
    title: "paths of 12 papers between distant authors, 20 at once",
    seconds: 12,
    run: flood({ concurrency: 20 }, ({ keys }, index) => ({
      query: `{ ${times(5, (alias) => `a${alias}: collaborationPath(from: "${keys.authors[(index + alias) % 100]}", to: "${keys.authors[(index * 7 + 50 + alias) % 100]}", maxLength: 12) { length steps { via { abstract } } }`)} }`,
    })),
  },
  {
    id: "graph-depth",
    title: "graphs three edges deep with 200 nodes, 20 at once",
    seconds: 12,
    run: flood({ concurrency: 20 }, ({ keys }, index) => ({
      query: `{ collaborationGraph(around: "${[...keys.authors, ...keys.organizations][index % 200]}", depth: 3, first: 200) { edges { weight } nodes { ... on Author { name papers(first: 5) { totalCount } } ... on Organization { name } } } }`,
    })),
  },
  {
    id: "history",
    title: "hourly upvote histories of 100 papers, 20 at once",
    seconds: 10,
    run: flood({ concurrency: 20 }, () => ({
      query: `{ papers(first: 100, orderBy: {field: UPVOTES}) { nodes { upvoteHistory(resolution: HOUR) { at upvotes } trending { score rank } } } }`,
    })),
  },
  {
    id: "nodes-many",
    title: "nodes of 100 ids behind 100 aliases, 10 at once",
    seconds: 12,
    run: flood({ concurrency: 10 }, ({ keys }) => ({
      query: `query($ids: [ID!]!) { ${times(100, (alias) => `a${alias}: nodes(ids: $ids) { ... on Paper { abstract authors(first: 100) { nodes { name } } } }`)} }`,
      variables: { ids: keys.papers },
    })),
  },
  {
    id: "pages-deep",
    title: "lists read from the end and counted, with forged cursors",
    seconds: 10,
    run: flood({ concurrency: 20 }, (_target, index) => ({
      query: `{ authors(last: 100, orderBy: {field: ${["NAME", "UPVOTES", "LAST_SEEN"][index % 3]}}) { totalCount nodes { name coauthors(first: 1) { totalCount } } } trending(last: 100, window: MONTH) { totalCount nodes { score } } }`,
    })),
  },
];
