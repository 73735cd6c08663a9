import { eventCursor } from "../../../src/domain/live/event-cursors.js";
import { type Event, topics } from "../../../src/events/event.js";
import { idOfRow } from "../models/row-ids.js";

/** An event of the log, with the fields of its paper that filters use. */
export interface LoggedEvent extends Event {
  readonly arxivId: string | null;
  readonly organization: string | null;
}

/** A subscription, and an independent definition of its matching events and payloads. */
export interface Subscription {
  /** Name of the subscription field. */
  readonly field: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly topic: string;
  matches(event: LoggedEvent): boolean;
  /** Expected payload of an event. */
  payload(event: LoggedEvent): Record<string, unknown>;
}

export type Window = "DAY" | "WEEK" | "MONTH";

/** Papers that newly entered the top of a board. */
export function newsOf(window: Window, top: number, organization?: string): Subscription {
  return {
    field: "paperTrending",
    query: `subscription ($window: TrendingWindow!, $top: Int!, $filter: PaperFilter, $after: String) {
      paperTrending(window: $window, top: $top, filter: $filter, after: $after) {
        cursor occurredAt window rank previousRank paper { arxivId organization { slug } }
      }
    }`,
    variables: { window, top, ...filterOf(organization) },
    topic: topics.trending(window),
    matches: ({ rank, bestRank, ...event }) =>
      rank !== null && rank <= top && (bestRank === null || bestRank > top) && isOf(organization, event),
    payload: ({ rank, previousRank, ...event }) => ({
      ...cursorAndTime(event),
      window,
      rank,
      previousRank,
      paper: paperOf(event),
    }),
  };
}

/** New papers. */
export function additions(organization?: string): Subscription {
  return {
    field: "paperAdded",
    query: `subscription ($filter: PaperFilter, $after: String) {
      paperAdded(filter: $filter, after: $after) { cursor occurredAt paper { arxivId organization { slug } } }
    }`,
    variables: filterOf(organization),
    topic: topics.added,
    matches: (event) => isOf(organization, event),
    payload: (event) => ({ ...cursorAndTime(event), paper: paperOf(event) }),
  };
}

/** Changes of one paper's upvotes. */
export function upvotesOf(paperId: number): Subscription {
  return {
    field: "upvotesChanged",
    query: `subscription ($paper: ID!, $after: String) {
      upvotesChanged(paper: $paper, after: $after) { cursor occurredAt upvotes previousUpvotes paper { arxivId } }
    }`,
    variables: { paper: idOfRow("Paper", paperId) },
    topic: topics.upvotes(paperId),
    matches: () => true,
    payload: ({ upvotes, previousUpvotes, ...event }) => ({
      ...cursorAndTime(event),
      upvotes,
      previousUpvotes,
      paper: { arxivId: event.arxivId },
    }),
  };
}

/** Cursor of an event of the subscription. */
export function cursorAt({ topic }: Pick<Subscription, "topic">, number: number): string {
  return eventCursor(["events", topic], number);
}

function cursorAndTime({ topic, number, occurredAt }: Pick<Event, "topic" | "number" | "occurredAt">) {
  return { cursor: cursorAt({ topic }, number), occurredAt: occurredAt.toISOString() };
}

function paperOf({ arxivId, organization }: Omit<LoggedEvent, keyof Event>) {
  return { arxivId, organization: organization && { slug: organization } };
}

function filterOf(organization: string | undefined): Record<string, unknown> {
  return organization === undefined ? {} : { filter: { organizations: [organization] } };
}

function isOf(organization: string | undefined, event: Pick<LoggedEvent, "organization">): boolean {
  return organization === undefined || event.organization === organization;
}
