/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  subscription Finds($filter: PaperFilter, $after: String) {\n    paperTrending(window: WEEK, top: 100, filter: $filter, after: $after) {\n      rank\n      paper { title abstractUrl }\n    }\n  }\n": typeof types.FindsDocument,
    "\n  query AuthorNamed($name: String!) {\n    authors(search: $name, first: 1) {\n      nodes { id name papersCount }\n    }\n  }\n": typeof types.AuthorNamedDocument,
    "\n  query Chain($from: ID!, $to: ID!) {\n    collaborationPath(from: $from, to: $to) {\n      length\n      steps {\n        from { name }\n        via { title publishedOn }\n        to { name }\n      }\n    }\n  }\n": typeof types.ChainDocument,
    "\n  query Dashboard($filter: PaperFilter!) {\n    weeks: paperStats(filter: $filter, by: [WEEK]) {\n      totals { papers upvotes authors organizations medianUpvotes maxUpvotes }\n      groups { period totals { papers upvotes } }\n    }\n    organizations: paperStats(filter: $filter, by: [ORGANIZATION], first: 10) {\n      groups { organization { slug name } totals { papers upvotes } }\n    }\n    authors: paperStats(filter: $filter, by: [AUTHOR], first: 10) {\n      groups { author { id name } totals { papers upvotes } }\n    }\n    keywords: paperStats(filter: $filter, by: [KEYWORD], first: 10) {\n      groups { keyword { name } totals { papers upvotes } }\n    }\n  }\n": typeof types.DashboardDocument,
    "\n  query OrganizationId($slug: String!) {\n    organization(slug: $slug) { id }\n  }\n": typeof types.OrganizationIdDocument,
    "\n  query Network($around: ID!, $first: Int!) {\n    collaborationGraph(around: $around, first: $first, depth: 2) {\n      nodes {\n        ... on Organization { id name papersCount }\n        ... on Author { id name papersCount }\n      }\n      edges { source target weight }\n    }\n  }\n": typeof types.NetworkDocument,
    "\n  query PapersOfOrganization($slug: String!, $first: Int!) {\n    organization(slug: $slug) {\n      name\n      papersCount\n      papers(first: $first, orderBy: { field: UPVOTES }) {\n        totalCount\n        nodes {\n          title\n          publishedOn\n          upvotes\n          authors(first: 5) {\n            nodes { name }\n          }\n        }\n      }\n    }\n  }\n": typeof types.PapersOfOrganizationDocument,
    "\n  query PapersOfWeek($from: Date!, $to: Date!, $after: String) {\n    papers(\n      filter: { featuredOn: { from: $from, to: $to } }\n      orderBy: { field: UPVOTES }\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      nodes {\n        arxivId\n        title\n        featuredOn\n        upvotes\n        organization { slug name }\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.PapersOfWeekDocument,
    "\n  mutation RecordPaper($paper: PaperInput!) {\n    recordPapers(papers: [$paper], source: \"example\") {\n      added\n      updated\n      rejected { message }\n    }\n  }\n": typeof types.RecordPaperDocument,
    "\n  mutation RecordUpvotes($observations: [UpvoteObservationInput!]!) {\n    recordUpvotes(observations: $observations, source: \"example\") {\n      recorded\n      rejected { message }\n    }\n  }\n": typeof types.RecordUpvotesDocument,
    "\n  subscription Ticker($after: String) {\n    paperTrending(window: DAY, top: 20, after: $after) {\n      cursor\n      occurredAt\n      rank\n      paper { title organization { name } }\n    }\n  }\n": typeof types.TickerDocument,
};
const documents: Documents = {
    "\n  subscription Finds($filter: PaperFilter, $after: String) {\n    paperTrending(window: WEEK, top: 100, filter: $filter, after: $after) {\n      rank\n      paper { title abstractUrl }\n    }\n  }\n": types.FindsDocument,
    "\n  query AuthorNamed($name: String!) {\n    authors(search: $name, first: 1) {\n      nodes { id name papersCount }\n    }\n  }\n": types.AuthorNamedDocument,
    "\n  query Chain($from: ID!, $to: ID!) {\n    collaborationPath(from: $from, to: $to) {\n      length\n      steps {\n        from { name }\n        via { title publishedOn }\n        to { name }\n      }\n    }\n  }\n": types.ChainDocument,
    "\n  query Dashboard($filter: PaperFilter!) {\n    weeks: paperStats(filter: $filter, by: [WEEK]) {\n      totals { papers upvotes authors organizations medianUpvotes maxUpvotes }\n      groups { period totals { papers upvotes } }\n    }\n    organizations: paperStats(filter: $filter, by: [ORGANIZATION], first: 10) {\n      groups { organization { slug name } totals { papers upvotes } }\n    }\n    authors: paperStats(filter: $filter, by: [AUTHOR], first: 10) {\n      groups { author { id name } totals { papers upvotes } }\n    }\n    keywords: paperStats(filter: $filter, by: [KEYWORD], first: 10) {\n      groups { keyword { name } totals { papers upvotes } }\n    }\n  }\n": types.DashboardDocument,
    "\n  query OrganizationId($slug: String!) {\n    organization(slug: $slug) { id }\n  }\n": types.OrganizationIdDocument,
    "\n  query Network($around: ID!, $first: Int!) {\n    collaborationGraph(around: $around, first: $first, depth: 2) {\n      nodes {\n        ... on Organization { id name papersCount }\n        ... on Author { id name papersCount }\n      }\n      edges { source target weight }\n    }\n  }\n": types.NetworkDocument,
    "\n  query PapersOfOrganization($slug: String!, $first: Int!) {\n    organization(slug: $slug) {\n      name\n      papersCount\n      papers(first: $first, orderBy: { field: UPVOTES }) {\n        totalCount\n        nodes {\n          title\n          publishedOn\n          upvotes\n          authors(first: 5) {\n            nodes { name }\n          }\n        }\n      }\n    }\n  }\n": types.PapersOfOrganizationDocument,
    "\n  query PapersOfWeek($from: Date!, $to: Date!, $after: String) {\n    papers(\n      filter: { featuredOn: { from: $from, to: $to } }\n      orderBy: { field: UPVOTES }\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      nodes {\n        arxivId\n        title\n        featuredOn\n        upvotes\n        organization { slug name }\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.PapersOfWeekDocument,
    "\n  mutation RecordPaper($paper: PaperInput!) {\n    recordPapers(papers: [$paper], source: \"example\") {\n      added\n      updated\n      rejected { message }\n    }\n  }\n": types.RecordPaperDocument,
    "\n  mutation RecordUpvotes($observations: [UpvoteObservationInput!]!) {\n    recordUpvotes(observations: $observations, source: \"example\") {\n      recorded\n      rejected { message }\n    }\n  }\n": types.RecordUpvotesDocument,
    "\n  subscription Ticker($after: String) {\n    paperTrending(window: DAY, top: 20, after: $after) {\n      cursor\n      occurredAt\n      rank\n      paper { title organization { name } }\n    }\n  }\n": types.TickerDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Finds($filter: PaperFilter, $after: String) {\n    paperTrending(window: WEEK, top: 100, filter: $filter, after: $after) {\n      rank\n      paper { title abstractUrl }\n    }\n  }\n"): (typeof documents)["\n  subscription Finds($filter: PaperFilter, $after: String) {\n    paperTrending(window: WEEK, top: 100, filter: $filter, after: $after) {\n      rank\n      paper { title abstractUrl }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuthorNamed($name: String!) {\n    authors(search: $name, first: 1) {\n      nodes { id name papersCount }\n    }\n  }\n"): (typeof documents)["\n  query AuthorNamed($name: String!) {\n    authors(search: $name, first: 1) {\n      nodes { id name papersCount }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Chain($from: ID!, $to: ID!) {\n    collaborationPath(from: $from, to: $to) {\n      length\n      steps {\n        from { name }\n        via { title publishedOn }\n        to { name }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Chain($from: ID!, $to: ID!) {\n    collaborationPath(from: $from, to: $to) {\n      length\n      steps {\n        from { name }\n        via { title publishedOn }\n        to { name }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Dashboard($filter: PaperFilter!) {\n    weeks: paperStats(filter: $filter, by: [WEEK]) {\n      totals { papers upvotes authors organizations medianUpvotes maxUpvotes }\n      groups { period totals { papers upvotes } }\n    }\n    organizations: paperStats(filter: $filter, by: [ORGANIZATION], first: 10) {\n      groups { organization { slug name } totals { papers upvotes } }\n    }\n    authors: paperStats(filter: $filter, by: [AUTHOR], first: 10) {\n      groups { author { id name } totals { papers upvotes } }\n    }\n    keywords: paperStats(filter: $filter, by: [KEYWORD], first: 10) {\n      groups { keyword { name } totals { papers upvotes } }\n    }\n  }\n"): (typeof documents)["\n  query Dashboard($filter: PaperFilter!) {\n    weeks: paperStats(filter: $filter, by: [WEEK]) {\n      totals { papers upvotes authors organizations medianUpvotes maxUpvotes }\n      groups { period totals { papers upvotes } }\n    }\n    organizations: paperStats(filter: $filter, by: [ORGANIZATION], first: 10) {\n      groups { organization { slug name } totals { papers upvotes } }\n    }\n    authors: paperStats(filter: $filter, by: [AUTHOR], first: 10) {\n      groups { author { id name } totals { papers upvotes } }\n    }\n    keywords: paperStats(filter: $filter, by: [KEYWORD], first: 10) {\n      groups { keyword { name } totals { papers upvotes } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OrganizationId($slug: String!) {\n    organization(slug: $slug) { id }\n  }\n"): (typeof documents)["\n  query OrganizationId($slug: String!) {\n    organization(slug: $slug) { id }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Network($around: ID!, $first: Int!) {\n    collaborationGraph(around: $around, first: $first, depth: 2) {\n      nodes {\n        ... on Organization { id name papersCount }\n        ... on Author { id name papersCount }\n      }\n      edges { source target weight }\n    }\n  }\n"): (typeof documents)["\n  query Network($around: ID!, $first: Int!) {\n    collaborationGraph(around: $around, first: $first, depth: 2) {\n      nodes {\n        ... on Organization { id name papersCount }\n        ... on Author { id name papersCount }\n      }\n      edges { source target weight }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PapersOfOrganization($slug: String!, $first: Int!) {\n    organization(slug: $slug) {\n      name\n      papersCount\n      papers(first: $first, orderBy: { field: UPVOTES }) {\n        totalCount\n        nodes {\n          title\n          publishedOn\n          upvotes\n          authors(first: 5) {\n            nodes { name }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query PapersOfOrganization($slug: String!, $first: Int!) {\n    organization(slug: $slug) {\n      name\n      papersCount\n      papers(first: $first, orderBy: { field: UPVOTES }) {\n        totalCount\n        nodes {\n          title\n          publishedOn\n          upvotes\n          authors(first: 5) {\n            nodes { name }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PapersOfWeek($from: Date!, $to: Date!, $after: String) {\n    papers(\n      filter: { featuredOn: { from: $from, to: $to } }\n      orderBy: { field: UPVOTES }\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      nodes {\n        arxivId\n        title\n        featuredOn\n        upvotes\n        organization { slug name }\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): (typeof documents)["\n  query PapersOfWeek($from: Date!, $to: Date!, $after: String) {\n    papers(\n      filter: { featuredOn: { from: $from, to: $to } }\n      orderBy: { field: UPVOTES }\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      nodes {\n        arxivId\n        title\n        featuredOn\n        upvotes\n        organization { slug name }\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RecordPaper($paper: PaperInput!) {\n    recordPapers(papers: [$paper], source: \"example\") {\n      added\n      updated\n      rejected { message }\n    }\n  }\n"): (typeof documents)["\n  mutation RecordPaper($paper: PaperInput!) {\n    recordPapers(papers: [$paper], source: \"example\") {\n      added\n      updated\n      rejected { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RecordUpvotes($observations: [UpvoteObservationInput!]!) {\n    recordUpvotes(observations: $observations, source: \"example\") {\n      recorded\n      rejected { message }\n    }\n  }\n"): (typeof documents)["\n  mutation RecordUpvotes($observations: [UpvoteObservationInput!]!) {\n    recordUpvotes(observations: $observations, source: \"example\") {\n      recorded\n      rejected { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Ticker($after: String) {\n    paperTrending(window: DAY, top: 20, after: $after) {\n      cursor\n      occurredAt\n      rank\n      paper { title organization { name } }\n    }\n  }\n"): (typeof documents)["\n  subscription Ticker($after: String) {\n    paperTrending(window: DAY, top: 20, after: $after) {\n      cursor\n      occurredAt\n      rank\n      paper { title organization { name } }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;