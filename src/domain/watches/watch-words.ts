import { globalIdText } from "../values/global-ids.js";
import type { Watch } from "./watch.js";

// Watches in words, for mails and pages.

const units = { DAY: "day", WEEK: "week", MONTH: "month" } as const;
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What is watched: `new papers of facebook, with code`. */
export function aboutWatch({
  event,
  board,
  top,
  minUpvotes,
  filter,
}: Pick<Watch, "event" | "board" | "top" | "minUpvotes" | "filter">): string {
  const words = filterWords(filter);
  const ending = words.length === 0 ? "" : ` ${words.join(", ")}`;
  if (event === "ADDED") return `new papers${ending}`;
  if (event === "UPVOTES") return `papers${ending} that reach ${minUpvotes} upvotes`;
  return `papers${ending} that enter the top ${top} of the ${units[board ?? "DAY"]}`;
}

/** When mails are sent: `every Monday at 8:00 (Europe/Berlin)`. */
export function whenOf({
  frequency,
  hour,
  weekday,
  timeZone,
}: Pick<Watch, "frequency" | "hour" | "weekday" | "timeZone">): string {
  if (frequency === "AT_ONCE") return "at once";
  const day = frequency === "WEEKLY" ? weekdays[(weekday ?? 1) - 1] : "day";
  return `every ${day} at ${hour ?? 0}:00 (${timeZone ?? "UTC"})`;
}

/** Fields of filters that read as a sentence; others are named. */
const phrases: Readonly<Record<string, (value: unknown) => string>> = {
  search: (value) => `matching “${value}”`,
  about: (value) => `about “${value}”`,
  organizations: (value) => `of ${listed(value)}`,
  authors: (value) => `by ${listed(value)}`,
  coauthorsOf: (value) => `by co-authors of ${listed(value)}`,
  keywords: (value) => `on ${listed(value)}`,
  categories: (value) => `in ${listed(value)}`,
  hasCode: (value) => (value ? "with code" : "without code"),
  hasOrganization: (value) => (value ? "of an organization" : "without an organization"),
  hasAbstract: (value) => (value ? "with an abstract" : "without an abstract"),
  upvotes: (value) => `with ${rangeWords(value)} upvotes`,
  commentsCount: (value) => `with ${rangeWords(value)} comments`,
  authorsCount: (value) => `with ${rangeWords(value)} authors`,
};

function filterWords(filter: Watch["filter"]): string[] {
  return Object.entries(filter).flatMap(([field, value]) => {
    if (value === null || value === undefined) return [];
    const phrase = phrases[field];
    return phrase ? [phrase(value)] : [`with ${field} ${JSON.stringify(value)}`];
  });
}

function listed(value: unknown): string {
  return Array.isArray(value) ? value.map(nameOf).join(" or ") : String(value);
}

/** Global IDs are shown by the text in them: `Author/name/ada lovelace` as `ada lovelace`. */
function nameOf(value: unknown): string {
  const text = String(value);
  return /^[A-Z][A-Za-z]+\/[a-z]+\/(.+)$/.exec(globalIdText(text) ?? "")?.[1] ?? text;
}

function rangeWords(value: unknown): string {
  const { min, max } = (value ?? {}) as { min?: number | null; max?: number | null };
  if (typeof min === "number" && typeof max === "number") return `${min} to ${max}`;
  return typeof max === "number" ? `up to ${max}` : `${min ?? 0} or more`;
}
