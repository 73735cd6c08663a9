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
  /** Calendar date in ISO 8601 format, such as `2025-07-08`. */
  Date: { input: string; output: string; }
  /** Timestamp in RFC 3339 format. Output is in UTC with milliseconds, such as `2025-07-08T14:28:14.000Z`; input may have any offset. */
  DateTime: { input: string; output: string; }
  /** Time zone of the IANA database by area and place, such as `Europe/Berlin` or `America/New_York`; or `UTC`. */
  TimeZone: { input: string; output: string; }
  /** Absolute HTTP or HTTPS URL, such as `https://arxiv.org/abs/2507.03607`. */
  URL: { input: string; output: string; }
};

/** An author of a paper. */
export type AuthorInput = {
  /** Source ID of the account that claims the authorship. */
  accountId?: InputMaybe<Scalars['String']['input']>;
  /** Display name of the account. Defaults to the printed name. */
  accountName?: InputMaybe<Scalars['String']['input']>;
  /** Avatar of the account. */
  avatarUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Whether to only count the author in `authorsCount` and hide it everywhere else. */
  hidden?: InputMaybe<Scalars['Boolean']['input']>;
  /** Name as printed on the paper. */
  name: Scalars['String']['input'];
  /** Username of the account on the source. */
  username?: InputMaybe<Scalars['String']['input']>;
};

/** Order of a list of authors. */
export type AuthorOrder = {
  /** Sort direction. */
  direction?: OrderDirection;
  /** Field to order by. */
  field: AuthorOrderField;
};

/** Fields to order authors by. */
export type AuthorOrderField =
  /** Publication date of the newest paper. */
  | 'LAST_SEEN'
  /** Name, ignoring case and accents. */
  | 'NAME'
  /** Number of papers. */
  | 'PAPERS'
  /** How well the name matches `search`: exact matches, then names that contain all words in full, then prefix matches. Ties are broken by number of papers. */
  | 'RELEVANCE'
  /** Total upvotes of all papers. */
  | 'UPVOTES';

/** A paper is in the top of a trending board for the first time. */
export type BoardEventInput = {
  /** Number of ranks that count as the top, 1 to 100. */
  top?: Scalars['Int']['input'];
  /** Trending board. */
  window?: TrendingWindow;
};

/** Why an address gets no more email. */
export type BounceKind =
  /** The address does not exist. */
  | 'BOUNCE'
  /** The owner of the address reported an email as spam. */
  | 'COMPLAINT';

/** What the nodes of a collaboration graph are. */
export type CollaborationKind =
  /** Authors, connected by the papers they share. */
  | 'AUTHOR'
  /** Organizations, connected by the authors they share. */
  | 'ORGANIZATION';

/** A range of dates or instants, such as `{ from: "2025-07-01", to: "2025-07-31" }` or the same with `since` and `before`. A missing bound is open. If only a date is known, its instant is midnight UTC. */
export type DateRange = {
  /** End of the range, excluded, instead of `to`. */
  before?: InputMaybe<Scalars['DateTime']['input']>;
  /** First day, in UTC. */
  from?: InputMaybe<Scalars['Date']['input']>;
  /** First instant, instead of `from`. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Last day, in UTC. */
  to?: InputMaybe<Scalars['Date']['input']>;
};

/** A range of instants. Consecutive ranges, such as those of two syncs, share none. A missing bound is open. */
export type DateTimeRange = {
  /** End of the range, excluded. */
  before?: InputMaybe<Scalars['DateTime']['input']>;
  /** First instant. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What a delivery is for. */
export type DeliveryKind =
  /** The request to confirm an address. */
  | 'CONFIRMATION'
  /** An email of one or more papers. */
  | 'DIGEST'
  /** A webhook of one paper. */
  | 'EVENT'
  /** A message without papers, by `testWatch`. */
  | 'TEST';

/** State of a delivery. */
export type DeliveryState =
  /** All attempts failed, for 3 days. `retryDelivery` sends it again. */
  | 'DEAD'
  /** It was not sent: its paper was removed, or its papers join the next digest. */
  | 'FAILED'
  /** An email that is being sent. */
  | 'HANDING_OVER'
  /** It waits for its first or next attempt. */
  | 'PENDING'
  /** The receiver accepted it. */
  | 'SENT'
  /** An email that may have been sent. It is not sent again. */
  | 'UNCERTAIN';

/** An inclusive range of integers. A missing bound is open. */
export type IntRange = {
  /** Maximum. */
  max?: InputMaybe<Scalars['Int']['input']>;
  /** Minimum. */
  min?: InputMaybe<Scalars['Int']['input']>;
};

/** Order of a list of keywords. */
export type KeywordOrder = {
  /** Sort direction. */
  direction?: OrderDirection;
  /** Field to order by. */
  field: KeywordOrderField;
};

/** Fields to order keywords by. */
export type KeywordOrderField =
  /** Publication date of the newest paper. */
  | 'LAST_SEEN'
  /** Name, ignoring case and accents. */
  | 'NAME'
  /** Number of papers. */
  | 'PAPERS'
  /** How well the name matches `search`: exact matches, then names that contain all words in full, then prefix matches. Ties are broken by number of papers. */
  | 'RELEVANCE'
  /** Total upvotes of all papers. */
  | 'UPVOTES';

/** Where and when emails are sent. */
export type MailInput = {
  /** An email address, whose owner must confirm. */
  address: Scalars['String']['input'];
  /** How often. */
  frequency?: WatchFrequency;
  /** Hour of the day, 0 to 23. */
  hour?: Scalars['Int']['input'];
  /** Time zone of the hour and the day. */
  timeZone?: Scalars['TimeZone']['input'];
  /** Day of the week for `WEEKLY`, 1 (Monday) to 7 (Sunday). */
  weekday?: Scalars['Int']['input'];
};

/** Sort direction. */
export type OrderDirection =
  /** Ascending: smallest, earliest or alphabetically first values first. */
  | 'ASC'
  /** Descending: largest, latest or alphabetically last values first. */
  | 'DESC';

/** The organization behind a paper. */
export type OrganizationInput = {
  /** Avatar. */
  avatarUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Display name, such as `AI at Meta`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Short name used in URLs, such as `facebook`. */
  slug: Scalars['String']['input'];
  /** Source ID of the organization, which identifies it even if its slug changes. */
  sourceId?: InputMaybe<Scalars['String']['input']>;
};

/** Order of a list of organizations. */
export type OrganizationOrder = {
  /** Sort direction. */
  direction?: OrderDirection;
  /** Field to order by. */
  field: OrganizationOrderField;
};

/** Fields to order organizations by. */
export type OrganizationOrderField =
  /** Publication date of the newest paper. */
  | 'LAST_SEEN'
  /** Name, ignoring case and accents. */
  | 'NAME'
  /** Number of papers. */
  | 'PAPERS'
  /** How well the name matches `search`: exact matches, then names that contain all words in full, then prefix matches. Ties are broken by number of papers. */
  | 'RELEVANCE'
  /** Total upvotes of all papers. */
  | 'UPVOTES';

/** What happens to a paper once. Exactly one field must be set. */
export type PaperEventInput =
  /** `true`: the paper is added to this API. */
  { added: Scalars['Boolean']['input']; trending?: never; upvotes?: never; }
  |  /** The paper enters the top of a board. */
  { added?: never; trending: BoardEventInput; upvotes?: never; }
  |  /** The paper has at least this number of upvotes for the first time. */
  { added?: never; trending?: never; upvotes: Scalars['Int']['input']; };

/** Conditions on papers. A paper matches if it meets all of them. Lists must not be empty. */
export type PaperFilter = {
  /** The up to 100 papers that are most relevant to a text of up to 10,000 characters, such as an abstract or a question, best first. Ranks by any of its words, in any inflection, like the text of a paper; `search` requires all words. Without operators; words that only ask or connect, such as `how`, `what` and `of`, do not count. */
  about?: InputMaybe<Scalars['String']['input']>;
  /** When the paper was added to this API. */
  addedAt?: InputMaybe<DateTimeRange>;
  /** All of these filters match. */
  and?: InputMaybe<Array<PaperFilter>>;
  /** Any of these arXiv identifiers, each in any form that `PaperKey.arxivId` takes. `orderBy: { field: GIVEN }` keeps the order of the list. */
  arxivIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any of these authors, by global ID. */
  authors?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Number of authors. */
  authorsCount?: InputMaybe<IntRange>;
  /** Any of these arXiv categories, such as `cs.CL`, ignoring case. */
  categories?: InputMaybe<Array<Scalars['String']['input']>>;
  /** At least one author is a co-author of any of these authors, by global ID. The authors' own papers with others match, too; `not: { authors: [...] }` excludes them. */
  coauthorsOf?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Number of comments. */
  commentsCount?: InputMaybe<IntRange>;
  /** Date on which the paper was featured on Daily Papers. */
  featuredOn?: InputMaybe<DateRange>;
  /** Whether the abstract of the paper is known. */
  hasAbstract?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the arXiv ID of the paper is known. */
  hasArxivId?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the paper has a code repository. */
  hasCode?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the paper has an organization. */
  hasOrganization?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the paper was ever featured on Daily Papers. */
  isFeatured?: InputMaybe<Scalars['Boolean']['input']>;
  /** Any of these keywords, ignoring case. */
  keywords?: InputMaybe<Array<Scalars['String']['input']>>;
  /** This filter does not match. */
  not?: InputMaybe<PaperFilter>;
  /** At least one of these filters matches. */
  or?: InputMaybe<Array<PaperFilter>>;
  /** Any of these organizations, by current or former slug. */
  organizations?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Publication date. */
  publishedOn?: InputMaybe<DateRange>;
  /**
   * Full-text search over title, abstract, keywords, and author and organization names. All words must match, in any inflection.
   * Supports `"exact phrase"`, `or`, `-exclude` and `prefix*`. An arXiv ID in any format returns its paper first.
   */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Papers related to this one, by global ID, best first: the up to 100 papers of its `related` list that meet the other conditions. */
  similarTo?: InputMaybe<Scalars['ID']['input']>;
  /** When the paper last changed in this API. */
  updatedAt?: InputMaybe<DateTimeRange>;
  /** Number of upvotes. */
  upvotes?: InputMaybe<IntRange>;
};

/** A paper as reported by a source. Set `arxivId` if there is one: reports with the same arXiv ID are merged into one paper. Omitted fields stay unchanged; null clears a value set by this source or a less trusted one. */
export type PaperInput = {
  /** Abstract. */
  abstract?: InputMaybe<Scalars['String']['input']>;
  /** arXiv identifier, with or without version, such as `2507.03607`. */
  arxivId?: InputMaybe<Scalars['String']['input']>;
  /** Authors in printed order. If their names are unknown, set only `authorsCount`. */
  authors?: InputMaybe<Array<AuthorInput>>;
  /** Number of authors. Defaults to the length of `authors`. */
  authorsCount?: InputMaybe<Scalars['Int']['input']>;
  /** arXiv categories, such as `cs.CL`, the primary one first. */
  categories?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Code repository. */
  codeUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Current number of comments. */
  commentsCount?: InputMaybe<Scalars['Int']['input']>;
  /** Dates on which the paper was featured on Daily Papers. */
  featuredOn?: InputMaybe<Array<Scalars['Date']['input']>>;
  /** GitHub stars of the code repository. */
  githubStars?: InputMaybe<Scalars['Int']['input']>;
  /** Keywords, best first. */
  keywords?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Organization behind the paper. */
  organization?: InputMaybe<OrganizationInput>;
  /** Project page. */
  projectUrl?: InputMaybe<Scalars['URL']['input']>;
  /** When the first version was published. */
  publishedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Publication date, if the exact time is unknown. */
  publishedOn?: InputMaybe<Scalars['Date']['input']>;
  /** Thumbnail image. */
  thumbnailUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Title as printed. */
  title: Scalars['String']['input'];
  /** Current number of upvotes. */
  upvotes?: InputMaybe<Scalars['Int']['input']>;
  /** Versions on arXiv. They are added to the known ones; null clears those. */
  versions?: InputMaybe<Array<PaperVersionInput>>;
  /** When the authors withdrew the paper. */
  withdrawnAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Identifies a paper. Exactly one field must be set. */
export type PaperKey =
  /**
   * arXiv identifier in any of these forms:
   * - an ID, with or without a version: `2507.03607`, `arXiv:2507.03607v2`
   * - the URL of its page or PDF on arXiv
   * - the URL of its page on Hugging Face, alphaXiv or ar5iv
   * - its DOI: `10.48550/arXiv.2507.03607`.
   */
  { arxivId: Scalars['String']['input']; id?: never; }
  |  /** Global ID. */
  { arxivId?: never; id: Scalars['ID']['input']; };

/** Order of a list of papers. */
export type PaperOrder = {
  /** Sort direction. */
  direction?: OrderDirection;
  /** Field to order by. */
  field: PaperOrderField;
};

/** Fields to order papers by. Nulls come last in either direction; ties are broken by ID. */
export type PaperOrderField =
  /** When the paper was added to this API. */
  | 'ADDED_AT'
  /** Number of comments. */
  | 'COMMENTS'
  /** Most recent date on which the paper was featured. */
  | 'FEATURED_ON'
  /** Place in `arxivIds` of the filter, which it requires: DESC, the default, returns the papers as listed, ASC the other way round. An identifier that is listed twice counts once, at its first place. */
  | 'GIVEN'
  /** Publication date. */
  | 'PUBLISHED_ON'
  /** With `search` in the filter, BM25 score over title, names, keywords and abstract. Otherwise, the score of `similarTo` or `about` in the filter; requires one of the three. If a search matches more papers than can be scored, the best matches come first, followed by the rest, newest first. */
  | 'RELEVANCE'
  /** Title, ignoring case and everything but letters and digits. */
  | 'TITLE'
  /** When the paper last changed in this API. In ascending order, a paper that changes moves to the end, so paging on from the last cursor returns every change. */
  | 'UPDATED_AT'
  /** Number of upvotes. */
  | 'UPVOTES';

/** A version of a paper on arXiv. */
export type PaperVersionInput = {
  /** Number of the version, starting at 1. */
  number: Scalars['Int']['input'];
  /** When it was submitted. */
  submittedAt: Scalars['DateTime']['input'];
};

/** What to compare with the period before. */
export type RisingKind =
  /** Authors, excluding hidden authorships. */
  | 'AUTHOR'
  /** Keywords. */
  | 'KEYWORD'
  /** Organizations. */
  | 'ORGANIZATION';

/** What to count in each period. */
export type RisingMeasure =
  /** Total comments of the papers, capped at 2,147,483,647. */
  | 'COMMENTS'
  /** Number of papers. */
  | 'PAPERS'
  /** Total upvotes of the papers, capped at 2,147,483,647. */
  | 'UPVOTES';

/** Which date determines a paper's period. A paper without it is not in any period. */
export type StatDateField =
  /** When the paper was added to this database. */
  | 'ADDED_AT'
  /** Dates on which the paper was featured. It is in the period of each of them that is within the filter's `featuredOn`. */
  | 'FEATURED_ON'
  /** Publication date. */
  | 'PUBLISHED_ON';

/** Dimensions to group papers by: up to two, of which at most one is a period (for example, MONTH and ORGANIZATION). */
export type StatDimension =
  /** Author, excluding hidden authorships. Papers without named authors are not in any group. */
  | 'AUTHOR'
  /** arXiv category. Papers without categories are not in any group. */
  | 'CATEGORY'
  /** Day of the date that `dateField` names. */
  | 'DAY'
  /** Keyword. Papers without keywords are not in any group. */
  | 'KEYWORD'
  /** Month. */
  | 'MONTH'
  /** Organization. Papers without one are not in any group. */
  | 'ORGANIZATION'
  /** Quarter of a year, starting in January, April, July or October. */
  | 'QUARTER'
  /** Week, which starts on `weekStart`: on Mondays by default, as ISO weeks. */
  | 'WEEK'
  /** Year. */
  | 'YEAR';

/** What groups are ordered by. Groups without a value come last in either direction. */
export type StatMeasure =
  /** Number of distinct authors. */
  | 'AUTHORS'
  /** Average upvotes. */
  | 'AVERAGE_UPVOTES'
  /** Total comments. */
  | 'COMMENTS'
  /** Maximum upvotes. */
  | 'MAX_UPVOTES'
  /** Median upvotes. */
  | 'MEDIAN_UPVOTES'
  /** Number of distinct organizations. */
  | 'ORGANIZATIONS'
  /** Number of papers. */
  | 'PAPERS'
  /** First day of the period. */
  | 'PERIOD'
  /** Total upvotes. */
  | 'UPVOTES';

/** Order of groups. Equal ones are in order of period, ascending, then of papers and upvotes, descending. */
export type StatOrder = {
  /** Sort direction. */
  direction?: OrderDirection;
  /** Measure to order by. */
  measure: StatMeasure;
};

/** Bucket size of a time series (UTC). */
export type TimeResolution =
  /** One day. */
  | 'DAY'
  /** One hour. */
  | 'HOUR'
  /** One month. */
  | 'MONTH'
  /** One ISO week, starting on Monday. */
  | 'WEEK'
  /** One year. */
  | 'YEAR';

/** The top of a trending board. */
export type TrendingBarInput = {
  /** Number of ranks that count as the top, 1 to 100. */
  top?: Scalars['Int']['input'];
  /** Trending board. */
  window: TrendingWindow;
};

/** Which clock a trending ranking goes by. */
export type TrendingClock =
  /** The instant given as the argument `asOf`. */
  | 'AS_OF'
  /** The time of the request. */
  | 'LIVE'
  /** The end of the last feature day of the bundled sample, as long as all papers and upvotes are from the sample. Ends with the first paper or upvote from another source. */
  | 'SAMPLE';

/** Trending board, defined by the half-life of an upvote's weight. */
export type TrendingWindow =
  /** 8 hours: trending today. */
  | 'DAY'
  /** 10 days: trending this month. */
  | 'MONTH'
  /** 2.5 days: trending this week. */
  | 'WEEK';

/** A paper's upvote count at a point in time. */
export type UpvoteObservationInput = {
  /** Time of the observation; must not be in the future. */
  observedAt: Scalars['DateTime']['input'];
  /** Key of the paper. */
  paper: PaperKey;
  /** Total number of upvotes at that time. */
  upvotes: Scalars['Int']['input'];
};

/** How a watch sends. */
export type WatchChannel =
  /** Digests by email. */
  | 'MAIL'
  /** A signed POST of JSON for each paper. */
  | 'WEBHOOK';

/** How a watch sends. Exactly one field must be set. */
export type WatchChannelInput =
  /** By email, once the owner of the address has confirmed. */
  { mail: MailInput; webhook?: never; }
  |  /** By webhooks. Requires the write token. */
  { mail?: never; webhook: WebhookInput; };

/** What a watch waits for. */
export type WatchEvent =
  /** A paper was added. Papers imported from archives and files are not reported. */
  | 'ADDED'
  /** A paper newly entered the top `top` of the board `window`. */
  | 'TRENDING'
  /** A paper reached `minUpvotes`, or was added with them. Each paper counts once. */
  | 'UPVOTES';

/** What a watch waits for. Exactly one field must be set. */
export type WatchEventInput =
  /** A paper was added; must be true. */
  { added: Scalars['Boolean']['input']; trending?: never; upvotes?: never; }
  |  /** A paper newly entered the top of a board, as for `paperTrending`. */
  { added?: never; trending: TrendingBarInput; upvotes?: never; }
  |  /** A paper reached this number of upvotes, 1 or more, or was added with it. Each paper counts once. */
  { added?: never; trending?: never; upvotes: Scalars['Int']['input']; };

/** How often emails are sent. A digest without papers is not sent. */
export type WatchFrequency =
  /** As soon as there is a paper. */
  | 'AT_ONCE'
  /** Once a day. */
  | 'DAILY'
  /** Once a week. */
  | 'WEEKLY';

/** Whether a watch sends. */
export type WatchState =
  /** It collects papers and sends them. */
  | 'ACTIVE'
  /** The recipient unsubscribed. */
  | 'ENDED'
  /** It neither collects nor sends, since `updateWatch`, or since the receiver of its webhooks responded with 410. */
  | 'PAUSED'
  /** Waiting for the owner of the address to confirm. */
  | 'PENDING'
  /** Email to the address bounced, or its owner complained. */
  | 'SUPPRESSED';

/** Where webhooks are sent. */
export type WebhookInput = {
  /** Secret of the signatures: `whsec_` and 24 to 64 random bytes in base64. Generated by default. */
  secret?: InputMaybe<Scalars['String']['input']>;
  /** An `https` URL, which receives a POST of JSON. */
  url: Scalars['String']['input'];
};

/** Day of the week. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday, the first day of ISO weeks. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

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


export const FindsDocument = {"__meta__":{"hash":"sha256:3cf141158b8efcc5afbd16a1bd65b600e486db24bc064c31e0a0d49870f2183f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Finds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PaperFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paperTrending"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"EnumValue","value":"WEEK"}},{"kind":"Argument","name":{"kind":"Name","value":"top"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"paper"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"abstractUrl"}}]}}]}}]}}]} as unknown as DocumentNode<FindsSubscription, FindsSubscriptionVariables>;
export const AuthorNamedDocument = {"__meta__":{"hash":"sha256:42f28c0c242f8101fbe4c7087b55db028421b1d263419c8d5f1dc542917c05de"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuthorNamed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}}]}}]}}]}}]} as unknown as DocumentNode<AuthorNamedQuery, AuthorNamedQueryVariables>;
export const ChainDocument = {"__meta__":{"hash":"sha256:33c904be79cb32a975a519331f5781aa8761be86ea176223af76d96763ee6078"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Chain"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collaborationPath"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"length"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"via"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"publishedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"to"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ChainQuery, ChainQueryVariables>;
export const DashboardDocument = {"__meta__":{"hash":"sha256:d509c45c1a26e801a10b71dd701a34829f5b778c58159c0a30c6bd5acd77389b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Dashboard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaperFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"weeks"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"WEEK"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}},{"kind":"Field","name":{"kind":"Name","value":"authors"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"}},{"kind":"Field","name":{"kind":"Name","value":"medianUpvotes"}},{"kind":"Field","name":{"kind":"Name","value":"maxUpvotes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"organizations"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"ORGANIZATION"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"authors"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"AUTHOR"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"author"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"keywords"},"name":{"kind":"Name","value":"paperStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"KEYWORD"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"keyword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DashboardQuery, DashboardQueryVariables>;
export const OrganizationIdDocument = {"__meta__":{"hash":"sha256:81b46a5241e183b66a788fb1877ad836c724c173110f91c5268e5491ffa16e88"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrganizationId"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"slug"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"slug"},"value":{"kind":"Variable","name":{"kind":"Name","value":"slug"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<OrganizationIdQuery, OrganizationIdQueryVariables>;
export const NetworkDocument = {"__meta__":{"hash":"sha256:d1989a6660f05acbf0c0ddd2ee17c6c0c4b2343e66de150e97833a88e0aeee52"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Network"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"around"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collaborationGraph"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"around"},"value":{"kind":"Variable","name":{"kind":"Name","value":"around"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"depth"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organization"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Author"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}}]}}]}}]}}]} as unknown as DocumentNode<NetworkQuery, NetworkQueryVariables>;
export const PapersOfOrganizationDocument = {"__meta__":{"hash":"sha256:0f7769400e18b7082b0565ecc098a00327e1b26eb58f253dc6296e5f85be7538"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PapersOfOrganization"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"slug"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"slug"},"value":{"kind":"Variable","name":{"kind":"Name","value":"slug"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"papersCount"}},{"kind":"Field","name":{"kind":"Name","value":"papers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"UPVOTES"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"publishedOn"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}},{"kind":"Field","name":{"kind":"Name","value":"authors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<PapersOfOrganizationQuery, PapersOfOrganizationQueryVariables>;
export const PapersOfWeekDocument = {"__meta__":{"hash":"sha256:16ea6a8aab0c014608f89a58692d29fe3f50f8409dddacdd5efba38837deecb1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PapersOfWeek"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"papers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"featuredOn"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"UPVOTES"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arxivId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"featuredOn"}},{"kind":"Field","name":{"kind":"Name","value":"upvotes"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<PapersOfWeekQuery, PapersOfWeekQueryVariables>;
export const RecordPaperDocument = {"__meta__":{"hash":"sha256:28a130ab5417ada45ab722989bc4b6233abaa4ae0ca88917eb9a0aa3b6c5b69d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordPaper"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"paper"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaperInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordPapers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"papers"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"paper"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"StringValue","value":"example","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"added"}},{"kind":"Field","name":{"kind":"Name","value":"updated"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RecordPaperMutation, RecordPaperMutationVariables>;
export const RecordUpvotesDocument = {"__meta__":{"hash":"sha256:58dc5178345a0ed0627c0c6f20474904850ff94f97e49234b0bb2cc6026ecbde"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordUpvotes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"observations"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpvoteObservationInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordUpvotes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"observations"},"value":{"kind":"Variable","name":{"kind":"Name","value":"observations"}}},{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"StringValue","value":"example","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recorded"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RecordUpvotesMutation, RecordUpvotesMutationVariables>;
export const TickerDocument = {"__meta__":{"hash":"sha256:ac78d997b5106db4611cdbe79be476bd40d7c272390f6afe9e78072a2a70d8b4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Ticker"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paperTrending"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"EnumValue","value":"DAY"}},{"kind":"Argument","name":{"kind":"Name","value":"top"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"paper"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TickerSubscription, TickerSubscriptionVariables>;