import type { SiteDocument } from "../documents/site-document.js";
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

export type BoardQueryVariables = Exact<{
  window: TrendingWindow;
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  filter?: InputMaybe<PaperFilter>;
  first: Scalars['Int']['input'];
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  resolution: TimeResolution;
  since: Scalars['DateTime']['input'];
  until: Scalars['DateTime']['input'];
}>;


export type BoardQuery = { newest: { nodes: Array<{ featuredOn: Array<string> }> }, trending: { clock: TrendingClock, nodes: Array<{ rank: number, upvotes: number, score: number, paper: { id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, trending: { rank: number, enteredAt: string | null } | null, rankHistory: Array<{ on: string, rank: number }>, upvoteHistory: Array<{ at: string, upvotes: number }>, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } } }>, pageInfo: { hasNextPage: boolean } }, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type OrganizationPageQueryVariables = Exact<{
  slug: Scalars['String']['input'];
  filter: PaperFilter;
}>;


export type OrganizationPageQuery = { organization: { slug: string, name: string, papersCount: number, upvotes: number, authors: { totalCount: number, edges: Array<{ papersCount: number, node: { id: string, name: string, username: string | null } }> }, collaborators: { totalCount: number, edges: Array<{ sharedAuthorsCount: number, node: { slug: string, name: string } }> }, papers: { nodes: Array<{ id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } }> } } | null, months: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, keywords: { groups: Array<{ keyword: { name: string } | null, totals: { papers: number } }> }, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type AuthorPageQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  filter: PaperFilter;
}>;


export type AuthorPageQuery = { author: { papersCount: number, upvotes: number, id: string, name: string, username: string | null, organizations: { edges: Array<{ papersCount: number, firstOn: string | null, lastOn: string | null, node: { slug: string, name: string } }> }, coauthors: { totalCount: number, edges: Array<{ papersCount: number, node: { id: string, name: string, username: string | null } }> }, papers: { nodes: Array<{ id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } }> } } | null, years: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, keywords: { groups: Array<{ keyword: { name: string } | null, totals: { papers: number } }> }, collaborationGraph: { nodes: Array<
      | { __typename: 'Author', papersCount: number, id: string, name: string, username: string | null }
      | { __typename: 'Organization' }
    >, edges: Array<{ source: string, target: string, weight: number }> }, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type KeywordPageQueryVariables = Exact<{
  name: Scalars['String']['input'];
  filter: PaperFilter;
  recent: PaperFilter;
}>;


export type KeywordPageQuery = { keyword: { name: string, papersCount: number, upvotes: number, papers: { nodes: Array<{ id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } }> } } | null, months: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, organizations: { groups: Array<{ organization: { slug: string, name: string } | null, totals: { papers: number } }> }, authors: { groups: Array<{ author: { id: string, name: string, username: string | null } | null, totals: { papers: number } }> }, keywords: { groups: Array<{ keyword: { name: string } | null, totals: { papers: number } }> }, rising: Array<{ current: number, previous: number, author: { id: string, name: string, username: string | null } | null }>, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type PersonFragment = { id: string, name: string, username: string | null };

export type PeriodsFragment = { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> };

export type KeywordGroupsFragment = { groups: Array<{ keyword: { name: string } | null, totals: { papers: number } }> };

export type ExportQueryVariables = Exact<{
  filter?: InputMaybe<PaperFilter>;
  orderBy?: InputMaybe<PaperOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type ExportQuery = { papers: { nodes: Array<{ id: string, arxivId: string | null, title: string, publishedOn: string | null, featuredOn: Array<string>, upvotes: number, commentsCount: number, githubStars: number | null, abstractUrl: string | null, codeUrl: string | null, projectUrl: string | null, authorsCount: number | null, categories: Array<string>, authors: { edges: Array<{ creditedAs: string }> }, organization: { slug: string, name: string } | null, keywords: Array<{ name: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ExportPaperQueryVariables = Exact<{
  by: PaperKey;
}>;


export type ExportPaperQuery = { paper: { id: string, arxivId: string | null, title: string, publishedOn: string | null, featuredOn: Array<string>, upvotes: number, commentsCount: number, githubStars: number | null, abstractUrl: string | null, codeUrl: string | null, projectUrl: string | null, authorsCount: number | null, categories: Array<string>, authors: { edges: Array<{ creditedAs: string }> }, organization: { slug: string, name: string } | null, keywords: Array<{ name: string }> } | null };

export type ExportedPaperFragment = { id: string, arxivId: string | null, title: string, publishedOn: string | null, featuredOn: Array<string>, upvotes: number, commentsCount: number, githubStars: number | null, abstractUrl: string | null, codeUrl: string | null, projectUrl: string | null, authorsCount: number | null, categories: Array<string>, authors: { edges: Array<{ creditedAs: string }> }, organization: { slug: string, name: string } | null, keywords: Array<{ name: string }> };

export type FeedQueryVariables = Exact<{
  event: PaperEventInput;
  filter?: InputMaybe<PaperFilter>;
  first: Scalars['Int']['input'];
}>;


export type FeedQuery = { crossings: { edges: Array<{ crossedAt: string, rank: number | null, upvotes: number | null, node: { id: string, arxivId: string | null, title: string, abstract: string | null, upvotes: number, updatedAt: string, abstractUrl: string | null, codeUrl: string | null, authorsCount: number | null, authors: { nodes: Array<{ name: string }> }, organization: { slug: string, name: string } | null, keywords: Array<{ name: string }> } }> } };

export type FeedPaperFragment = { id: string, arxivId: string | null, title: string, abstract: string | null, upvotes: number, updatedAt: string, abstractUrl: string | null, codeUrl: string | null, authorsCount: number | null, authors: { nodes: Array<{ name: string }> }, organization: { slug: string, name: string } | null, keywords: Array<{ name: string }> };

export type FreshnessFragment = { sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type PaperItemFragment = { id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } };

export type LiveBoardSubscriptionVariables = Exact<{
  window: TrendingWindow;
  filter?: InputMaybe<PaperFilter>;
  first: Scalars['Int']['input'];
}>;


export type LiveBoardSubscription = { trendingBoard: { nodes: Array<{ rank: number, paper: { id: string, upvotes: number } }> } };

export type CompareQueryVariables = Exact<{
  first: PaperFilter;
  second: PaperFilter;
  third: PaperFilter;
  fourth: PaperFilter;
  fifth: PaperFilter;
  hasThird: Scalars['Boolean']['input'];
  hasFourth: Scalars['Boolean']['input'];
  hasFifth: Scalars['Boolean']['input'];
}>;


export type CompareQuery = { first: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, second: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, third?: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, fourth?: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, fifth?: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type CalendarQueryVariables = Exact<{
  filter: PaperFilter;
  field: StatDateField;
}>;


export type CalendarQuery = { days: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, years: { groups: Array<{ period: string | null, totals: { papers: number, upvotes: number } }> }, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type SearchQueryVariables = Exact<{
  text: Scalars['String']['input'];
  filter: PaperFilter;
}>;


export type SearchQuery = { organizations: { nodes: Array<{ slug: string, name: string, papersCount: number }> }, authors: { nodes: Array<{ papersCount: number, id: string, name: string, username: string | null }> }, keywords: { nodes: Array<{ name: string, papersCount: number }> }, papers: { totalCount: number, nodes: Array<{ id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } }> }, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type PathQueryVariables = Exact<{
  from: Scalars['ID']['input'];
  to: Scalars['ID']['input'];
}>;


export type PathQuery = { start: { id: string, name: string, username: string | null } | null, end: { id: string, name: string, username: string | null } | null, collaborationPath: { length: number, steps: Array<{ from: { id: string, name: string, username: string | null }, to: { id: string, name: string, username: string | null }, via: { id: string, arxivId: string | null, title: string, publishedOn: string | null } }> } | null, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type SimilarNamesQueryVariables = Exact<{
  text: Scalars['String']['input'];
  word: Scalars['String']['input'];
}>;


export type SimilarNamesQuery = { organizations: { nodes: Array<{ slug: string, name: string, papersCount: number }> }, authors: { nodes: Array<{ papersCount: number, id: string, name: string, username: string | null }> }, keywords: { nodes: Array<{ name: string, papersCount: number }> }, organizationsByWord: { nodes: Array<{ slug: string, name: string, papersCount: number }> }, authorsByWord: { nodes: Array<{ papersCount: number, id: string, name: string, username: string | null }> }, keywordsByWord: { nodes: Array<{ name: string, papersCount: number }> } };

export type OrganizationNameFragment = { slug: string, name: string, papersCount: number };

export type AuthorNameFragment = { papersCount: number, id: string, name: string, username: string | null };

export type KeywordNameFragment = { name: string, papersCount: number };

export type PaperQueryVariables = Exact<{
  by: PaperKey;
}>;


export type PaperQuery = { paper: { id: string, arxivId: string | null, title: string, abstract: string | null, abstractUrl: string | null, pdfUrl: string | null, codeUrl: string | null, projectUrl: string | null, githubStars: number | null, publishedAt: string | null, publishedOn: string | null, featuredOn: Array<string>, withdrawnAt: string | null, updatedAt: string, upvotes: number, commentsCount: number, categories: Array<string>, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { totalCount: number, edges: Array<{ creditedAs: string, node: { id: string, name: string, username: string | null } }> }, keywords: Array<{ name: string }>, versions: Array<{ number: number, submittedAt: string }>, day: { rank: number } | null, week: { rank: number } | null, month: { rank: number } | null, upvoteHistory: Array<{ at: string, upvotes: number }>, rankHistory: Array<{ on: string, rank: number }>, related: { edges: Array<{ reasons: { name: string | null, terms: Array<string>, sharedAuthors: Array<{ id: string, name: string, username: string | null }>, sharedKeywords: Array<{ name: string }> }, node: { id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } } }> } } | null, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type PapersQueryVariables = Exact<{
  filter?: InputMaybe<PaperFilter>;
  orderBy?: InputMaybe<PaperOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type PapersQuery = { papers: { totalCount: number, nodes: Array<{ id: string, arxivId: string | null, title: string, abstract: string | null, publishedOn: string | null, upvotes: number, commentsCount: number, codeUrl: string | null, authorsCount: number | null, organization: { slug: string, name: string } | null, authors: { nodes: Array<{ id: string, name: string, username: string | null }> } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, sources: Array<{ name: string, lastSucceededAt: string | null, lastFailedAt: string | null }> };

export type SuggestQueryVariables = Exact<{
  text: Scalars['String']['input'];
}>;


export type SuggestQuery = { suggest: Array<
    | { __typename: 'Author', id: string, name: string, username: string | null, papersCount: number }
    | { __typename: 'Keyword', name: string, papersCount: number }
    | { __typename: 'Organization', slug: string, name: string, papersCount: number }
    | { __typename: 'Paper', id: string, arxivId: string | null, title: string, upvotes: number }
  > };

export const BoardDocument: SiteDocument<BoardQuery, BoardQueryVariables> = {
  "id": "sha256:4fd96e84e9cabe8ac2006d558a94d4552ffe3e14b734838cc5fed67f07935cb2",
  "text": "query Board($window:TrendingWindow!$asOf:DateTime$filter:PaperFilter$first:Int!$from:Date!$to:Date!$resolution:TimeResolution!$since:DateTime!$until:DateTime!){...Freshness newest:papers(first:1 orderBy:{field:FEATURED_ON}){nodes{featuredOn}}trending(window:$window asOf:$asOf filter:$filter first:$first){clock nodes{rank upvotes score paper{...PaperItem trending(window:$window){rank enteredAt}rankHistory(window:$window from:$from to:$to){on rank}upvoteHistory(resolution:$resolution from:$since to:$until){at upvotes}}}pageInfo{hasNextPage}}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment PaperItem on Paper{id arxivId title abstract publishedOn upvotes commentsCount codeUrl organization{slug name}authorsCount authors(first:5){nodes{id name username}}}"
};

export const OrganizationPageDocument: SiteDocument<OrganizationPageQuery, OrganizationPageQueryVariables> = {
  "id": "sha256:003fac8bd92158e60b04d882ec0b0d904b0ef7ea2f71a3c6fbe3491f955e1364",
  "text": "query OrganizationPage($slug:String!$filter:PaperFilter!){...Freshness organization(slug:$slug){slug name papersCount upvotes authors(first:12){totalCount edges{papersCount node{...Person}}}collaborators(first:12){totalCount edges{sharedAuthorsCount node{slug name}}}papers(first:20){nodes{...PaperItem}}}months:paperStats(filter:$filter by:[MONTH]last:36){...Periods}keywords:paperStats(filter:$filter by:[KEYWORD]first:12){...KeywordGroups}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment Person on Author{id name username}fragment PaperItem on Paper{id arxivId title abstract publishedOn upvotes commentsCount codeUrl organization{slug name}authorsCount authors(first:5){nodes{id name username}}}fragment Periods on PaperStats{groups{period totals{papers upvotes}}}fragment KeywordGroups on PaperStats{groups{keyword{name}totals{papers}}}"
};

export const AuthorPageDocument: SiteDocument<AuthorPageQuery, AuthorPageQueryVariables> = {
  "id": "sha256:53e965c9c6edc2d76de07c1b15a6008be29fbb5a4883138afb78c453829f85c5",
  "text": "query AuthorPage($id:ID!$filter:PaperFilter!){...Freshness author(id:$id){...Person papersCount upvotes organizations(first:12){edges{papersCount firstOn lastOn node{slug name}}}coauthors(first:12){totalCount edges{papersCount node{...Person}}}papers(first:20){nodes{...PaperItem}}}years:paperStats(filter:$filter by:[YEAR]last:20){...Periods}keywords:paperStats(filter:$filter by:[KEYWORD]first:12){...KeywordGroups}collaborationGraph(around:$id first:20){nodes{__typename ...on Author{...Person papersCount}}edges{source target weight}}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment Person on Author{id name username}fragment PaperItem on Paper{id arxivId title abstract publishedOn upvotes commentsCount codeUrl organization{slug name}authorsCount authors(first:5){nodes{id name username}}}fragment Periods on PaperStats{groups{period totals{papers upvotes}}}fragment KeywordGroups on PaperStats{groups{keyword{name}totals{papers}}}"
};

export const KeywordPageDocument: SiteDocument<KeywordPageQuery, KeywordPageQueryVariables> = {
  "id": "sha256:088e406d857fe1db0e51d9a3b31cdd3b8240a3b3b81ac773905ce44eb1593862",
  "text": "query KeywordPage($name:String!$filter:PaperFilter!$recent:PaperFilter!){...Freshness keyword(name:$name){name papersCount upvotes papers(first:20){nodes{...PaperItem}}}months:paperStats(filter:$filter by:[MONTH]last:36){...Periods}organizations:paperStats(filter:$filter by:[ORGANIZATION]first:12){groups{organization{slug name}totals{papers}}}authors:paperStats(filter:$filter by:[AUTHOR]first:12){groups{author{...Person}totals{papers}}}keywords:paperStats(filter:$filter by:[KEYWORD]first:13){...KeywordGroups}rising(of:AUTHOR filter:$recent first:12){current previous author{...Person}}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment PaperItem on Paper{id arxivId title abstract publishedOn upvotes commentsCount codeUrl organization{slug name}authorsCount authors(first:5){nodes{id name username}}}fragment Periods on PaperStats{groups{period totals{papers upvotes}}}fragment Person on Author{id name username}fragment KeywordGroups on PaperStats{groups{keyword{name}totals{papers}}}"
};

export const ExportDocument: SiteDocument<ExportQuery, ExportQueryVariables> = {
  "id": "sha256:de9736e88462e0408db0d67e699a14662e823ba80d21d32b1bf456b058b8dc14",
  "text": "query Export($filter:PaperFilter$orderBy:PaperOrder$first:Int$after:String$last:Int$before:String){papers(filter:$filter orderBy:$orderBy first:$first after:$after last:$last before:$before){nodes{...ExportedPaper}pageInfo{hasNextPage endCursor}}}fragment ExportedPaper on Paper{id arxivId title publishedOn featuredOn upvotes commentsCount githubStars abstractUrl codeUrl projectUrl authorsCount authors(first:100){edges{creditedAs}}organization{slug name}keywords{name}categories}"
};

export const ExportPaperDocument: SiteDocument<ExportPaperQuery, ExportPaperQueryVariables> = {
  "id": "sha256:5e686c5ffadb843ae302b74c17e0a60c38cae5864044f799c149ecaeff748f39",
  "text": "query ExportPaper($by:PaperKey!){paper(by:$by){...ExportedPaper}}fragment ExportedPaper on Paper{id arxivId title publishedOn featuredOn upvotes commentsCount githubStars abstractUrl codeUrl projectUrl authorsCount authors(first:100){edges{creditedAs}}organization{slug name}keywords{name}categories}"
};

export const FeedDocument: SiteDocument<FeedQuery, FeedQueryVariables> = {
  "id": "sha256:586646651645029dce2a743927f861b13a0b303ad3e7174a408040c4a1c1aabd",
  "text": "query Feed($event:PaperEventInput!$filter:PaperFilter$first:Int!){crossings(event:$event filter:$filter first:$first){edges{crossedAt rank upvotes node{...FeedPaper}}}}fragment FeedPaper on Paper{id arxivId title abstract upvotes updatedAt abstractUrl codeUrl authorsCount authors(first:20){nodes{name}}organization{slug name}keywords{name}}"
};

export const LiveBoardDocument: SiteDocument<LiveBoardSubscription, LiveBoardSubscriptionVariables> = {
  "id": "sha256:c38424d3001e4567b94b49531fcab205f040c23af7b7cf4e12fa4d6b32ab7633",
  "text": "subscription LiveBoard($window:TrendingWindow!$filter:PaperFilter$first:Int!){trendingBoard(window:$window filter:$filter first:$first){nodes{rank paper{id upvotes}}}}"
};

export const CompareDocument: SiteDocument<CompareQuery, CompareQueryVariables> = {
  "id": "sha256:91d8a6fa8068f4586077ac1d52ca1a5040fc1eb1f53b55cf91e665049f82e09a",
  "text": "query Compare($first:PaperFilter!$second:PaperFilter!$third:PaperFilter!$fourth:PaperFilter!$fifth:PaperFilter!$hasThird:Boolean!$hasFourth:Boolean!$hasFifth:Boolean!){...Freshness first:paperStats(filter:$first by:[MONTH]last:120){...Periods}second:paperStats(filter:$second by:[MONTH]last:120){...Periods}third:paperStats(filter:$third by:[MONTH]last:120)@include(if:$hasThird){...Periods}fourth:paperStats(filter:$fourth by:[MONTH]last:120)@include(if:$hasFourth){...Periods}fifth:paperStats(filter:$fifth by:[MONTH]last:120)@include(if:$hasFifth){...Periods}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment Periods on PaperStats{groups{period totals{papers upvotes}}}"
};

export const CalendarDocument: SiteDocument<CalendarQuery, CalendarQueryVariables> = {
  "id": "sha256:ab9a0267518ec5bbbb83963b3f3dd447380fb6c09fe2cb5047c1b0956f4e126f",
  "text": "query Calendar($filter:PaperFilter!$field:StatDateField!){...Freshness days:paperStats(filter:$filter by:[DAY]dateField:$field dense:false first:400){...Periods}years:paperStats(by:[YEAR]dateField:$field dense:false){...Periods}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment Periods on PaperStats{groups{period totals{papers upvotes}}}"
};

export const SearchDocument: SiteDocument<SearchQuery, SearchQueryVariables> = {
  "id": "sha256:c0947c4a6956cbd671b61621547615e0e89c47b86f6b21511433859d1fb42cd9",
  "text": "query Search($text:String!$filter:PaperFilter!){...Freshness organizations(search:$text first:5){nodes{...OrganizationName}}authors(search:$text first:8){nodes{...AuthorName}}keywords(search:$text first:8){nodes{...KeywordName}}papers(filter:$filter first:20){totalCount nodes{...PaperItem}}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment OrganizationName on Organization{slug name papersCount}fragment AuthorName on Author{...Person papersCount}fragment Person on Author{id name username}fragment KeywordName on Keyword{name papersCount}fragment PaperItem on Paper{id arxivId title abstract publishedOn upvotes commentsCount codeUrl organization{slug name}authorsCount authors(first:5){nodes{id name username}}}"
};

export const PathDocument: SiteDocument<PathQuery, PathQueryVariables> = {
  "id": "sha256:52b21a91a48dcc6778c62c9cccfc9496534f816cfc2fe4062cb41ddc822a02d5",
  "text": "query Path($from:ID!$to:ID!){...Freshness start:author(id:$from){...Person}end:author(id:$to){...Person}collaborationPath(from:$from to:$to maxLength:12){length steps{from{...Person}to{...Person}via{id arxivId title publishedOn}}}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment Person on Author{id name username}"
};

export const SimilarNamesDocument: SiteDocument<SimilarNamesQuery, SimilarNamesQueryVariables> = {
  "id": "sha256:3173c44e0cb4326499e31249b017f099d388996f0e33e24c41611b143892b523",
  "text": "query SimilarNames($text:String!$word:String!){organizations(search:$text first:20){nodes{...OrganizationName}}authors(search:$text first:50){nodes{...AuthorName}}keywords(search:$text first:50){nodes{...KeywordName}}organizationsByWord:organizations(search:$word first:20){nodes{...OrganizationName}}authorsByWord:authors(search:$word first:50){nodes{...AuthorName}}keywordsByWord:keywords(search:$word first:50){nodes{...KeywordName}}}fragment OrganizationName on Organization{slug name papersCount}fragment AuthorName on Author{...Person papersCount}fragment Person on Author{id name username}fragment KeywordName on Keyword{name papersCount}"
};

export const PaperDocument: SiteDocument<PaperQuery, PaperQueryVariables> = {
  "id": "sha256:422871a876530243273746180cba1171407356ea0f643c60f921759a4f250fa2",
  "text": "query Paper($by:PaperKey!){...Freshness paper(by:$by){id arxivId title abstract abstractUrl pdfUrl codeUrl projectUrl githubStars publishedAt publishedOn featuredOn withdrawnAt updatedAt upvotes commentsCount categories authorsCount organization{slug name}authors(first:100){totalCount edges{creditedAs node{id name username}}}keywords{name}versions{number submittedAt}day:trending(window:DAY){rank}week:trending(window:WEEK){rank}month:trending(window:MONTH){rank}upvoteHistory(resolution:DAY){at upvotes}rankHistory(window:DAY){on rank}related(first:6){edges{reasons{name terms sharedAuthors{id name username}sharedKeywords{name}}node{...PaperItem}}}}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment PaperItem on Paper{id arxivId title abstract publishedOn upvotes commentsCount codeUrl organization{slug name}authorsCount authors(first:5){nodes{id name username}}}"
};

export const PapersDocument: SiteDocument<PapersQuery, PapersQueryVariables> = {
  "id": "sha256:1a1ca67e897de125e7b26622d40bde62de51e07a06ecf5725ab148c2721ac176",
  "text": "query Papers($filter:PaperFilter$orderBy:PaperOrder$first:Int$after:String$last:Int$before:String){...Freshness papers(filter:$filter orderBy:$orderBy first:$first after:$after last:$last before:$before){totalCount nodes{...PaperItem}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}fragment Freshness on Query{sources{name lastSucceededAt lastFailedAt}}fragment PaperItem on Paper{id arxivId title abstract publishedOn upvotes commentsCount codeUrl organization{slug name}authorsCount authors(first:5){nodes{id name username}}}"
};

export const SuggestDocument: SiteDocument<SuggestQuery, SuggestQueryVariables> = {
  "id": "sha256:3bf2a66524fd59cf6948cff1fce40a0d20e7118e882207fd325be63852217f18",
  "text": "query Suggest($text:String!){suggest(text:$text first:8){__typename ...on Paper{id arxivId title upvotes}...on Author{id name username papersCount}...on Organization{slug name papersCount}...on Keyword{name papersCount}}}"
};

/** All documents of the pages. */

export const siteDocuments = [BoardDocument, OrganizationPageDocument, AuthorPageDocument, KeywordPageDocument, ExportDocument, ExportPaperDocument, FeedDocument, LiveBoardDocument, CompareDocument, CalendarDocument, SearchDocument, PathDocument, SimilarNamesDocument, PaperDocument, PapersDocument, SuggestDocument];