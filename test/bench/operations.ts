import { print } from "graphql";
import sql from "sql-template-tag";
import { dashboard } from "../../examples/dashboard.js";
import type { Database } from "../../src/db/database.js";
import { findPath } from "../../src/domain/graph/shortest-path.js";
import { idOfRow } from "../kit/models/row-ids.js";
import type { Operation } from "./measure.js";

/** What is promised at every size: growth with the answer, not with the database. */
const promised = { median: 20, p99: 100 };
/** A chain of this length is what the promise on paths is about. */
const pathLength = 4;

/** Everything that is measured, with subjects taken from the database. */
export async function operationsOver(db: Database): Promise<Operation[]> {
  const [prolific, authors, organizations, pairs] = [
    await mostProlific(db, 41),
    await someAuthors(db),
    await largestOrganizations(db, 100),
    await distantPairs(db),
  ];
  const ofAuthors = authors.map((id) => ({ id: idOfRow("Author", id) }));
  return [
    {
      name: "first 20 co-authors, 100 authors, the most prolific among them",
      query: coauthorsQuery,
      variables: [...prolific.slice(0, 1).map((id) => ({ id: idOfRow("Author", id) })), ...ofAuthors],
      target: promised,
    },
    {
      name: "first 20 co-authors of the most prolific author",
      query: coauthorsQuery,
      variables: prolific.slice(0, 1).map((id) => ({ id: idOfRow("Author", id) })),
    },
    {
      name: "first 20 collaborators, the 100 largest organizations",
      query: `query ($slug: String!) {
        organization(slug: $slug) {
          collaborators(first: 20) { edges { sharedAuthorsCount node { slug name } } }
        }
      }`,
      variables: organizations.map((slug) => ({ slug })),
      target: promised,
    },
    {
      name: "papers per month and organization over 2 years",
      query: monthsQuery,
      variables: [{ from: "2023-10-01", to: "2025-09-30" }],
      target: promised,
    },
    {
      name: "the same from the middle of a month to the middle of another",
      query: monthsQuery,
      variables: [{ from: "2023-06-15", to: "2025-06-14" }],
      target: promised,
    },
    {
      name: "top 20 organizations of a month",
      query: `query ($from: Date!, $to: Date!) {
        paperStats(filter: { publishedOn: { from: $from, to: $to } }, by: [ORGANIZATION], first: 20) {
          groups { organization { slug name } totals { papers upvotes } }
        }
      }`,
      variables: months(24),
      target: promised,
    },
    {
      name: "a path between two of the 40 most prolific authors",
      query: pathQuery,
      variables: pairsOf(prolific.slice(1)).map(byId),
      target: { median: 300 },
    },
    ...(pairs.length === 0
      ? []
      : [
          {
            name: `a path of length ${pathLength}, the most prolific that far apart`,
            query: pathQuery,
            variables: pairs,
            target: { median: 300 },
          },
        ]),
    {
      name: "first 20 authors of an organization",
      query: `query ($slug: String!) {
        organization(slug: $slug) { authors(first: 20) { edges { papersCount firstOn lastOn node { name } } } }
      }`,
      variables: organizations.map((slug) => ({ slug })),
    },
    {
      name: "the graph of 50 around an author",
      query: `query ($id: ID!) {
        collaborationGraph(around: $id, depth: 2) {
          nodes { ... on Author { id name } } edges { source target weight }
        }
      }`,
      variables: ofAuthors.slice(0, 50),
    },
    {
      name: "authors found by the beginnings of their names",
      query: `query ($search: String!) { authors(search: $search, first: 20) { nodes { name papersCount } } }`,
      variables: ["wei zh", "li", "balazs", "garcia", "mar lop"].map((search) => ({ search })),
    },
    {
      name: "the dashboard of the README, over a month",
      query: print(dashboard),
      variables: months(12).map((publishedOn) => ({ filter: { publishedOn } })),
    },
    {
      name: "papers and upvotes per week with code, over a year",
      query: `query ($from: Date!, $to: Date!) {
        paperStats(filter: { publishedOn: { from: $from, to: $to }, hasCode: true }, by: [WEEK]) {
          groups { period totals { papers upvotes medianUpvotes } }
        }
      }`,
      variables: [{ from: "2024-07-01", to: "2025-06-30" }],
    },
  ];
}

const monthsQuery = `query ($from: Date!, $to: Date!) {
  paperStats(filter: { publishedOn: { from: $from, to: $to } }, by: [MONTH, ORGANIZATION]) {
    groups { period organization { slug } totals { papers upvotes } }
    truncated
  }
}`;

const pathQuery = `query ($from: ID!, $to: ID!) {
  collaborationPath(from: $from, to: $to) { length steps { from { name } via { title } to { name } } }
}`;

const coauthorsQuery = `query ($id: ID!) {
  author(id: $id) { coauthors(first: 20) { edges { papersCount lastOn node { name } } } }
}`;

/** The last months of 2025 and those before, each from its first to its last day. */
function months(count: number): { from: string; to: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const [first, last] = [new Date(Date.UTC(2025, 11 - index, 1)), new Date(Date.UTC(2025, 12 - index, 0))];
    return { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
  });
}

async function mostProlific(db: Database, count: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    sql`select id from authors order by papers_count desc, id limit ${count}`,
  );
  return rows.map(({ id }) => id);
}

/** Spread evenly over those that have written a few papers, the same ones each time. */
async function someAuthors(db: Database): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    sql`select id from authors where papers_count >= 5 order by md5(id::text) limit 99`,
  );
  return rows.map(({ id }) => id);
}

async function largestOrganizations(db: Database, count: number): Promise<string[]> {
  const rows = await db.query<{ slug: string }>(
    sql`select slug from organizations order by papers_count desc, id limit ${count}`,
  );
  return rows.map(({ slug }) => slug);
}

/** Pairs whose shortest chain has the promised length, from the most prolific authors that have any. */
async function distantPairs(db: Database): Promise<Pair[]> {
  const wanted = 20;
  const distant: Pair[] = [];
  for (const least of [100, 50, 20, 10, 5, 3, 2, 1]) {
    const rows = await db.query<{ id: number }>(
      sql`select id from authors where papers_count between ${least} and ${2 * least} order by md5(id::text) limit 100`,
    );
    for (const [from, to] of pairsOf(rows.map(({ id }) => id))) {
      const path = await findPath(db, from, to, 6);
      if (path?.length === pathLength) distant.push(byId([from, to]));
      if (distant.length === wanted) return distant;
    }
  }
  return distant;
}

interface Pair extends Record<string, unknown> {
  from: string;
  to: string;
}

function byId([from, to]: [from: number, to: number]): Pair {
  return { from: idOfRow("Author", from), to: idOfRow("Author", to) };
}

/** The first with the second, the third with the fourth, and so on. */
function pairsOf(ids: readonly number[]): [from: number, to: number][] {
  return ids.flatMap((from, index) => {
    const to = ids[index + 1];
    return index % 2 === 0 && to !== undefined ? [[from, to]] : [];
  });
}
