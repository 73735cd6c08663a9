import { filterWords } from "../catalog/filter-words.js";
import { windowNames } from "../trending/windows.js";
import type { MailSchedule } from "./mail/mail-schedule.js";
import type { WatchSubject } from "./watch.js";

// Watches in words, for mails, feeds and pages.

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What is watched: `new papers of facebook, with code`. */
export function aboutWatch({ event, board, top, minUpvotes, filter }: WatchSubject): string {
  const words = filterWords(filter);
  const ending = words.length === 0 ? "" : ` ${words.join(", ")}`;
  if (event === "ADDED") return `new papers${ending}`;
  if (event === "UPVOTES")
    return `papers${ending} that reach ${minUpvotes} ${minUpvotes === 1 ? "upvote" : "upvotes"}`;
  return `papers${ending} that enter the top ${top} of the ${windowNames[board ?? "DAY"]}`;
}

/** When mails are sent: `every Monday at 8:00 (Europe/Berlin)`. */
export function whenOf({ frequency, hour, weekday, timeZone }: MailSchedule): string {
  if (frequency === "AT_ONCE") return "at once";
  const day = frequency === "WEEKLY" ? weekdays[(weekday ?? 1) - 1] : "day";
  return `every ${day} at ${hour ?? 0}:00 (${timeZone ?? "UTC"})`;
}
