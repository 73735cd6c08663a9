/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date, ISO 8601: `2025-07-08`. */
  Date: { input: string; output: string; }
  /** An instant in UTC, RFC 3339 with milliseconds: `2025-07-08T14:28:14.000Z`. */
  DateTime: { input: string; output: string; }
  /** An absolute web address, RFC 3986: `https://arxiv.org/abs/2507.03607`. */
  URL: { input: string; output: string; }
};

/** A name in a paper's author list. */
export type AuthorInput = {
  /** The source's id of the account that claims the authorship. */
  accountId?: InputMaybe<Scalars['String']['input']>;
  /** What the account calls itself; the printed name when missing. */
  accountName?: InputMaybe<Scalars['String']['input']>;
  /** The account's picture. */
  avatarUrl?: InputMaybe<Scalars['URL']['input']>;
  /** true: counts in the number of authors and appears nowhere else. */
  hidden?: InputMaybe<Scalars['Boolean']['input']>;
  /** As printed on the paper. */
  name: Scalars['String']['input'];
  /** The account name on the source. */
  username?: InputMaybe<Scalars['String']['input']>;
};

/** How a list of authors is ordered. */
export type AuthorOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** What to order by. */
  field: AuthorOrderField;
};

/** What authors can be ordered by. LAST_SEEN: the newest paper's date of publication. */
export type AuthorOrderField =
  /** The newest paper's date of publication. */
  | 'LAST_SEEN'
  /** The name, accents and case apart. */
  | 'NAME'
  /** The number of papers. */
  | 'PAPERS'
  /** How well the name matches `search`: equal names, then names with all of its words, then the others; within each, most papers first. */
  | 'RELEVANCE'
  /** The upvotes of all papers. */
  | 'UPVOTES';

/** Both ends are included; a missing end is open. */
export type DateRange = {
  /** The first day. */
  from?: InputMaybe<Scalars['Date']['input']>;
  /** The last day. */
  to?: InputMaybe<Scalars['Date']['input']>;
};

/** Both ends are included; a missing end is open. */
export type IntRange = {
  /** The largest number. */
  max?: InputMaybe<Scalars['Int']['input']>;
  /** The smallest number. */
  min?: InputMaybe<Scalars['Int']['input']>;
};

/** How a list of keywords is ordered. */
export type KeywordOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** What to order by. */
  field: KeywordOrderField;
};

/** What keywords can be ordered by. LAST_SEEN: the newest paper's date of publication. */
export type KeywordOrderField =
  /** The newest paper's date of publication. */
  | 'LAST_SEEN'
  /** The name, accents and case apart. */
  | 'NAME'
  /** The number of papers. */
  | 'PAPERS'
  /** How well the name matches `search`: equal names, then names with all of its words, then the others; within each, most papers first. */
  | 'RELEVANCE'
  /** The upvotes of all papers. */
  | 'UPVOTES';

/** Which way a list runs. */
export type OrderDirection =
  /** Smallest, earliest, or first in the alphabet first. */
  | 'ASC'
  /** Largest, latest, or last in the alphabet first. */
  | 'DESC';

/** The organization that a paper comes from. */
export type OrganizationInput = {
  /** The picture. */
  avatarUrl?: InputMaybe<Scalars['URL']['input']>;
  /** The name for people, `AI at Meta`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The short name in addresses, `facebook`. */
  slug: Scalars['String']['input'];
  /** The source's id of the organization: it stays one organization when its slug changes. */
  sourceId?: InputMaybe<Scalars['String']['input']>;
};

/** How a list of organizations is ordered. */
export type OrganizationOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** What to order by. */
  field: OrganizationOrderField;
};

/** What organizations can be ordered by. LAST_SEEN: the newest paper's date of publication. */
export type OrganizationOrderField =
  /** The newest paper's date of publication. */
  | 'LAST_SEEN'
  /** The name, accents and case apart. */
  | 'NAME'
  /** The number of papers. */
  | 'PAPERS'
  /** How well the name matches `search`: equal names, then names with all of its words, then the others; within each, most papers first. */
  | 'RELEVANCE'
  /** The upvotes of all papers. */
  | 'UPVOTES';

/** Papers that meet every condition given. A list that is given may not be empty. */
export type PaperFilter = {
  /** Papers that meet all of these too. */
  and?: InputMaybe<Array<PaperFilter>>;
  /** Papers by any of these authors, by global ID. */
  authors?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** With so many authors. */
  authorsCount?: InputMaybe<IntRange>;
  /** With so many comments. */
  commentsCount?: InputMaybe<IntRange>;
  /** Featured on Daily Papers on one of these days. */
  featuredOn?: InputMaybe<DateRange>;
  /** true: only papers with a code repository; false: only those without. */
  hasCode?: InputMaybe<Scalars['Boolean']['input']>;
  /** true: only papers with an organization; false: only those without. */
  hasOrganization?: InputMaybe<Scalars['Boolean']['input']>;
  /** Papers with any of these keywords; compared without regard to case. */
  keywords?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Papers that do not meet this. */
  not?: InputMaybe<PaperFilter>;
  /** Papers that meet at least one of these. */
  or?: InputMaybe<Array<PaperFilter>>;
  /** Papers of any of these organizations, by slug, former ones included. */
  organizations?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Published on one of these days. */
  publishedOn?: InputMaybe<DateRange>;
  /**
   * Full text over title, abstract, keywords, author and organization names: papers that have all words, in any inflection.
   * `"exact phrase"`, `or`, `-without` and `begin*` are understood; an arXiv id in any form finds its paper first.
   */
  search?: InputMaybe<Scalars['String']['input']>;
  /** With so many upvotes. */
  upvotes?: InputMaybe<IntRange>;
};

/** What a source says of a paper: at least a title; an arXiv id where there is one, since it is what makes two mentions one paper. What is missing is left as it is; null clears what this or a lesser source said. */
export type PaperInput = {
  /** The abstract. */
  abstract?: InputMaybe<Scalars['String']['input']>;
  /** The arXiv identifier, with or without version: `2507.03607`. */
  arxivId?: InputMaybe<Scalars['String']['input']>;
  /** In printed order. Without names, `authorsCount` alone may be given; with them it is their number unless given. */
  authors?: InputMaybe<Array<AuthorInput>>;
  /** How many authors the paper has. */
  authorsCount?: InputMaybe<Scalars['Int']['input']>;
  /** The code repository. */
  codeUrl?: InputMaybe<Scalars['URL']['input']>;
  /** How many comments it has now. */
  commentsCount?: InputMaybe<Scalars['Int']['input']>;
  /** Days on which the paper was featured. */
  featuredOn?: InputMaybe<Array<Scalars['Date']['input']>>;
  /** The repository's stars. */
  githubStars?: InputMaybe<Scalars['Int']['input']>;
  /** Terms that describe it, best first. */
  keywords?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Where it comes from. */
  organization?: InputMaybe<OrganizationInput>;
  /** The project's page. */
  projectUrl?: InputMaybe<Scalars['URL']['input']>;
  /** When the first version appeared. */
  publishedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The date of publication, where the instant is not known. */
  publishedOn?: InputMaybe<Scalars['Date']['input']>;
  /** A small picture. */
  thumbnailUrl?: InputMaybe<Scalars['URL']['input']>;
  /** The title as printed. */
  title: Scalars['String']['input'];
  /** How many upvotes it has now. */
  upvotes?: InputMaybe<Scalars['Int']['input']>;
  /** When the authors withdrew it. */
  withdrawnAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Names one paper. Exactly one field must be given. */
export type PaperKey =
  /** The arXiv identifier, with or without version: `2507.03607`. */
  { arxivId: Scalars['String']['input']; id?: never; }
  |  /** The global id. */
  { arxivId?: never; id: Scalars['ID']['input']; };

/** How a list of papers is ordered. */
export type PaperOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** What to order by. */
  field: PaperOrderField;
};

/** What papers can be ordered by. Nulls come last in either direction; ties end in the id, so every order is total. */
export type PaperOrderField =
  /** The number of comments. */
  | 'COMMENTS'
  /** The latest day on which the paper was featured. */
  | 'FEATURED_ON'
  /** The date of publication. */
  | 'PUBLISHED_ON'
  /** BM25 of the search over title, names, keywords and abstract; needs `search` in the filter. Where a search finds more papers than can be scored, the best come first and the others follow, newest first. */
  | 'RELEVANCE'
  /** The title, letters and digits only, without regard to case. */
  | 'TITLE'
  /** The number of upvotes. */
  | 'UPVOTES';

/** What papers can be counted by. Up to two dimensions, at most one of them a period: papers per month and organization, say. */
export type StatDimension =
  /** Each author, hidden authorships apart; papers of which nobody is named are in no group. */
  | 'AUTHOR'
  /** The date of publication. */
  | 'DAY'
  /** Each keyword; papers without one are in no group. */
  | 'KEYWORD'
  /** The month of publication. */
  | 'MONTH'
  /** The organization; papers without one are in no group. */
  | 'ORGANIZATION'
  /** The ISO week of publication, from Monday. */
  | 'WEEK'
  /** The year of publication. */
  | 'YEAR';

/** How finely time is cut, in UTC. */
export type TimeResolution =
  /** A day. */
  | 'DAY'
  /** An hour. */
  | 'HOUR'
  /** A month. */
  | 'MONTH'
  /** An ISO week, from Monday. */
  | 'WEEK'
  /** A year. */
  | 'YEAR';

/** How fast an upvote on the board loses its worth: its half-life. */
export type TrendingWindow =
  /** 8 hours: what is hot today. */
  | 'DAY'
  /** 10 days: what is hot this month. */
  | 'MONTH'
  /** 2.5 days: what is hot this week. */
  | 'WEEK';

/** How many upvotes a paper had at an instant. */
export type UpvoteObservationInput = {
  /** When; not in the future. */
  observedAt: Scalars['DateTime']['input'];
  /** Which paper. */
  paper: PaperKey;
  /** How many it had in all. */
  upvotes: Scalars['Int']['input'];
};

export type FindsSubscriptionVariables = Exact<{
  filter?: InputMaybe<PaperFilter>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type FindsSubscription = { __typename?: 'Subscription', paperTrending: { __typename?: 'PaperTrendingEvent', rank: number, paper: { __typename?: 'Paper', title: string, abstractUrl: string | null } } };

export type AuthorNamedQueryVariables = Exact<{
  name: Scalars['String']['input'];
}>;


export type AuthorNamedQuery = { __typename?: 'Query', authors: { __typename?: 'AuthorConnection', nodes: Array<{ __typename?: 'Author', id: string, name: string, papersCount: number }> } };

export type ChainQueryVariables = Exact<{
  from: Scalars['ID']['input'];
  to: Scalars['ID']['input'];
}>;


export type ChainQuery = { __typename?: 'Query', collaborationPath: { __typename?: 'CollaborationPath', length: number, steps: Array<{ __typename?: 'CollaborationStep', from: { __typename?: 'Author', name: string }, via: { __typename?: 'Paper', title: string, publishedOn: string | null }, to: { __typename?: 'Author', name: string } }> } | null };

export type DashboardQueryVariables = Exact<{
  filter: PaperFilter;
}>;


export type DashboardQuery = { __typename?: 'Query', weeks: { __typename?: 'PaperStats', totals: { __typename?: 'PaperTotals', papers: number, upvotes: number, authors: number, organizations: number, medianUpvotes: number | null, maxUpvotes: number | null }, groups: Array<{ __typename?: 'PaperStatGroup', period: string | null, totals: { __typename?: 'PaperTotals', papers: number, upvotes: number } }> }, organizations: { __typename?: 'PaperStats', groups: Array<{ __typename?: 'PaperStatGroup', organization: { __typename?: 'Organization', slug: string, name: string } | null, totals: { __typename?: 'PaperTotals', papers: number, upvotes: number } }> }, authors: { __typename?: 'PaperStats', groups: Array<{ __typename?: 'PaperStatGroup', author: { __typename?: 'Author', id: string, name: string } | null, totals: { __typename?: 'PaperTotals', papers: number, upvotes: number } }> }, keywords: { __typename?: 'PaperStats', groups: Array<{ __typename?: 'PaperStatGroup', keyword: { __typename?: 'Keyword', name: string } | null, totals: { __typename?: 'PaperTotals', papers: number, upvotes: number } }> } };

export type OrganizationIdQueryVariables = Exact<{
  slug: Scalars['String']['input'];
}>;


export type OrganizationIdQuery = { __typename?: 'Query', organization: { __typename?: 'Organization', id: string } | null };

export type NetworkQueryVariables = Exact<{
  around: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
}>;


export type NetworkQuery = { __typename?: 'Query', collaborationGraph: { __typename?: 'CollaborationGraph', nodes: Array<
      | { __typename?: 'Author', id: string, name: string, papersCount: number }
      | { __typename?: 'Organization', id: string, name: string, papersCount: number }
    >, edges: Array<{ __typename?: 'CollaborationEdge', source: string, target: string, weight: number }> } };

export type PapersOfOrganizationQueryVariables = Exact<{
  slug: Scalars['String']['input'];
  first: Scalars['Int']['input'];
}>;


export type PapersOfOrganizationQuery = { __typename?: 'Query', organization: { __typename?: 'Organization', name: string, papersCount: number, papers: { __typename?: 'PaperConnection', totalCount: number, nodes: Array<{ __typename?: 'Paper', title: string, publishedOn: string | null, upvotes: number, authors: { __typename?: 'PaperAuthorConnection', nodes: Array<{ __typename?: 'Author', name: string }> } }> } } | null };

export type PapersOfWeekQueryVariables = Exact<{
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type PapersOfWeekQuery = { __typename?: 'Query', papers: { __typename?: 'PaperConnection', totalCount: number, nodes: Array<{ __typename?: 'Paper', arxivId: string | null, title: string, featuredOn: Array<string>, upvotes: number, organization: { __typename?: 'Organization', slug: string, name: string } | null }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } };

export type RecordPaperMutationVariables = Exact<{
  paper: PaperInput;
}>;


export type RecordPaperMutation = { __typename?: 'Mutation', recordPapers: { __typename?: 'RecordPapersPayload', added: number, updated: number, rejected: Array<{ __typename?: 'Rejection', message: string }> } };

export type RecordUpvotesMutationVariables = Exact<{
  observations: Array<UpvoteObservationInput> | UpvoteObservationInput;
}>;


export type RecordUpvotesMutation = { __typename?: 'Mutation', recordUpvotes: { __typename?: 'RecordUpvotesPayload', recorded: number, rejected: Array<{ __typename?: 'Rejection', message: string }> } };

export type TickerSubscriptionVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type TickerSubscription = { __typename?: 'Subscription', paperTrending: { __typename?: 'PaperTrendingEvent', cursor: string, occurredAt: string, rank: number, paper: { __typename?: 'Paper', title: string, organization: { __typename?: 'Organization', name: string } | null } } };


export const FindsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Finds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PaperFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paperTrending"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"EnumValue","value":"WEEK"}},{"kind":"Argument","name":{"kind":"Name","value":"top"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"paper"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"abstractUrl"}}]}}]}}]}}]} as unknown as DocumentNode<FindsSubscription, FindsSubscriptionVariables>;
export const AuthorNamedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuthorNamed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}}]}}]}}]}}]} as unknown as DocumentNode<AuthorNamedQuery, AuthorNamedQueryVariables>;
export const ChainDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Chain"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collaborationPath"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"length"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"via"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"publishedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"to"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ChainQuery, ChainQueryVariables>;
export const DashboardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Dashboard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaperFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"weeks"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"WEEK"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}},{"kind":"Field","name":{"kind":"Name","value":"authors"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"}},{"kind":"Field","name":{"kind":"Name","value":"medianUpvotes"}},{"kind":"Field","name":{"kind":"Name","value":"maxUpvotes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"organizations"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"ORGANIZATION"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"authors"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"AUTHOR"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"author"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"keywords"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"KEYWORD"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"keyword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DashboardQuery, DashboardQueryVariables>;
export const OrganizationIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrganizationId"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"slug"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"slug"},"value":{"kind":"Variable","name":{"kind":"Name","value":"slug"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<OrganizationIdQuery, OrganizationIdQueryVariables>;
export const NetworkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Network"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"around"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collaborationGraph"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"around"},"value":{"kind":"Variable","name":{"kind":"Name","value":"around"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"depth"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organization"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Author"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}}]}}]}}]}}]} as unknown as DocumentNode<NetworkQuery, NetworkQueryVariables>;
export const PapersOfOrganizationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PapersOfOrganization"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"slug"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"slug"},"value":{"kind":"Variable","name":{"kind":"Name","value":"slug"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}},{"kind":"Field","name":{"kind":"Name","value":"papers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"UPVOTES"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"publishedOn"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}},{"kind":"Field","name":{"kind":"Name","value":"authors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<PapersOfOrganizationQuery, PapersOfOrganizationQueryVariables>;
export const PapersOfWeekDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PapersOfWeek"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"featuredOn"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"UPVOTES"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arxivId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"featuredOn"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<PapersOfWeekQuery, PapersOfWeekQueryVariables>;
export const RecordPaperDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordPaper"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"paper"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaperInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordPapers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"papers"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"paper"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"StringValue","value":"example","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"added"}},{"kind":"Field","name":{"kind":"Name","value":"updated"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RecordPaperMutation, RecordPaperMutationVariables>;
export const RecordUpvotesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordUpvotes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"observations"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpvoteObservationInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordUpvotes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"observations"},"value":{"kind":"Variable","name":{"kind":"Name","value":"observations"}}},{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"StringValue","value":"example","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recorded"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RecordUpvotesMutation, RecordUpvotesMutationVariables>;
export const TickerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Ticker"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paperTrending"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"EnumValue","value":"DAY"}},{"kind":"Argument","name":{"kind":"Name","value":"top"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"paper"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TickerSubscription, TickerSubscriptionVariables>;