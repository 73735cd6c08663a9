/** What a page of a site asks, in one request. */
export interface SiteQuery {
  readonly name: SiteQueryName;
  readonly query: string;
}

export type SiteQueryName = keyof typeof documents;

const card = `
  id arxivId title publishedOn upvotes commentsCount thumbnailUrl
  organization { slug name }
  authors(first: 3) { nodes { name } }`;

const documents = {
  "list with facets": `
    query List($filter: PaperFilter!, $after: String) {
      papers(filter: $filter, first: 20, after: $after) {
        totalCount
        nodes { ${card} }
        pageInfo { hasNextPage endCursor }
      }
      organizations: paperStats(filter: $filter, by: [ORGANIZATION], first: 10) {
        groups { organization { slug name } totals { papers } }
      }
      keywords: paperStats(filter: $filter, by: [KEYWORD], first: 10) {
        groups { keyword { name } totals { papers } }
      }
      years: paperStats(filter: $filter, by: [YEAR]) { groups { period totals { papers } } }
    }`,
  "organization page": `
    query OrganizationPage($slug: String!, $filter: PaperFilter!) {
      organization(slug: $slug) {
        id slug name avatarUrl papersCount upvotes
        papers(first: 20, orderBy: { field: UPVOTES }) { totalCount nodes { ${card} } }
        authors(first: 10) { totalCount edges { papersCount node { id name avatarUrl } } }
        collaborators(first: 10) { edges { sharedAuthorsCount node { slug name } } }
      }
      quarters: paperStats(filter: $filter, by: [QUARTER], last: 12) { groups { period totals { papers upvotes } } }
    }`,
  "author page": `
    query AuthorPage($id: ID!, $filter: PaperFilter!) {
      author(id: $id) {
        id name username avatarUrl papersCount upvotes
        papers(first: 20) { totalCount nodes { ${card} } }
        coauthors(first: 10) { totalCount edges { papersCount lastOn node { id name } } }
        organizations(first: 5) { edges { papersCount node { slug name } } }
      }
      years: paperStats(filter: $filter, by: [YEAR], last: 10) { groups { period totals { papers upvotes } } }
    }`,
  suggestions: `
    query Suggestions($text: String!) {
      suggest(text: $text) {
        __typename
        ... on Paper { arxivId title upvotes }
        ... on Author { id name papersCount }
        ... on Organization { slug name papersCount }
        ... on Keyword { name papersCount }
      }
    }`,
  "related papers": `
    query Related($id: ID!) {
      paper(by: { id: $id }) {
        title
        related(first: 10) {
          edges {
            score
            reasons { sharedKeywords { name } sharedAuthors { name } terms name }
            node { ${card} }
          }
        }
      }
    }`,
  "paper by address": `
    query PaperPage($address: String!) {
      paper(by: { arxivId: $address }) {
        ${card} abstract abstractUrl pdfUrl codeUrl projectUrl githubStars featuredOn
        keywords { name papersCount }
        everyone: authors(first: 50) { totalCount edges { node { id name avatarUrl } } }
        upvoteHistory { at upvotes }
        trending { rank score }
      }
    }`,
  "latest day": `
    query LatestDay($first: Int!) {
      papers(orderBy: { field: FEATURED_ON }, first: $first) {
        nodes { featuredOn ${card} }
      }
    }`,
  calendar: `
    query Calendar($from: Date!, $to: Date!) {
      paperStats(filter: { featuredOn: { from: $from, to: $to } }, by: [DAY], dateField: FEATURED_ON, first: 31) {
        groups { period totals { papers upvotes } }
      }
    }`,
  comparison: `
    query Comparison($one: PaperFilter!, $other: PaperFilter!) {
      one: paperStats(filter: $one, by: [MONTH], last: 24) {
        totals { papers upvotes averageUpvotes medianUpvotes }
        groups { period totals { papers upvotes } }
      }
      other: paperStats(filter: $other, by: [MONTH], last: 24) {
        totals { papers upvotes averageUpvotes medianUpvotes }
        groups { period totals { papers upvotes } }
      }
    }`,
  leaderboard: `
    query Leaderboard($from: Date!, $to: Date!) {
      paperStats(
        filter: { publishedOn: { from: $from, to: $to } }
        by: [ORGANIZATION]
        orderBy: { measure: UPVOTES }
        first: 20
      ) {
        totals { papers upvotes }
        groups { organization { slug name avatarUrl } totals { papers upvotes averageUpvotes shareOfPapers } }
      }
    }`,
};

/** The ten pages of a site. */
export const siteQueries = Object.entries(documents).map(([name, query]) => ({ name, query }) as SiteQuery);
