import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../db/database.js";
import { authorities } from "../domain/interchange/authority.js";
import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import { recordPapers } from "../domain/recording/record-papers.js";
import { loadPollDays, noteGivenUp, notePolled } from "../domain/sources/poll-days.js";
import { noteReading, polledSource, registerSource } from "../domain/sources/sources.js";
import { parseDailyRow } from "../ingest/readers/daily.js";
import { fetchPage, PageError } from "./page.js";
import { feedDay, firstFollowed, nextTurn } from "./schedule.js";

// Follows Daily Papers: asks for a day, notes what it says, and waits for the next turn. Everything that is learned goes
// the way of every other source, so that it becomes observations, boards and events.

export interface PollOptions {
  /** Where the feed is: `https://huggingface.co`. */
  baseUrl: URL;
  /** The first day that is wanted; those that are followed anyway when missing. */
  since?: string | undefined;
  /** Milliseconds after which today is asked for again. */
  interval: number;
  /** Milliseconds between two requests at least, when there is much to fill in. */
  gap: number;
  /** Milliseconds after which a failed request is tried again; twice as long each time. */
  firstRetry: number;
  /** Milliseconds for an answer. */
  timeout: number;
  now: () => Date;
  /** Between 0 and 1: spreads what many processes would do at the same moment. */
  random: () => number;
  signal: AbortSignal;
  say: (message: string) => void;
}

/** How often a page is asked for until its day is given up for now. */
const mostTries = 5;
/** The longest pause between two tries. */
const longestRetry = 15 * 60_000;
/** How many pages a day may have; the fullest has had two. */
const mostPages = 50;
const pageSize = 100;
const source = polledSource;

/** Polls until the signal aborts. */
export async function poll(db: Database, options: PollOptions): Promise<void> {
  const state: PollState = { offline: 0, troubled: false };
  while (!options.signal.aborted) {
    try {
      await registerSource(db, source);
      await takeTurn(db, options, state);
      state.troubled = false;
    } catch (error) {
      if (options.signal.aborted) return;
      // The database is away, most likely. What was not noted is asked for again.
      if (!state.troubled) options.say(`Polling is interrupted: ${messageOf(error)}. Trying again.`);
      state.troubled = true;
      await pause(backoff(options, 3), options.signal);
    }
  }
}

interface PollState {
  /** How many turns in a row found nobody there. */
  offline: number;
  troubled: boolean;
}

async function takeTurn(db: Database, options: PollOptions, state: PollState): Promise<void> {
  const now = options.now();
  const today = feedDay(now);
  // A day that has not begun yet where the feed is made is none to begin with.
  const since = [options.since ?? firstFollowed(today), today].sort()[0] ?? today;
  const days = new Map((await loadPollDays(db, since)).map(({ day, ...known }) => [day, known]));
  const turn = nextTurn({ today, now, since, interval: options.interval, days });
  if (turn.at > now) return pause(turn.at.getTime() - now.getTime(), options.signal);
  try {
    const rest = await readDay(db, options, turn.day);
    await notePolled(db, turn.day, options.now());
    if (state.offline > 0) options.say(`${options.baseUrl.origin} can be reached again.`);
    state.offline = 0;
    await pause(Math.max(options.gap, rest), options.signal);
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    const problem = `${turn.day}: ${error.message}`;
    await noteReading(db, source, options.now(), problem);
    if (error.remedy === "offline") {
      if (state.offline === 0)
        options.say(
          `${options.baseUrl.origin} cannot be reached (${error.message}); papergraph goes on with what it has, and tries again.`,
        );
      state.offline += 1;
      return pause(backoff(options, state.offline + mostTries), options.signal);
    }
    options.say(`Daily Papers of ${problem}. Trying again later.`);
    await noteGivenUp(db, turn.day, options.now());
    await pause(Math.max(options.gap, error.pause ?? 0), options.signal);
  }
}

/**
 * Reads all pages of a day, and stores them when it has them all: half a day would look like a whole one.
 *
 * @returns milliseconds that the server wants before the next request
 * @throws PageError when it is given up
 */
async function readDay(db: Database, options: PollOptions, day: string): Promise<number> {
  const drafts: PaperDraft[] = [];
  const problems: string[] = [];
  let url: URL | undefined = new URL(`/api/daily_papers?date=${day}&limit=${pageSize}`, options.baseUrl);
  let rest = 0;
  const seen = new Set<string>();
  while (url !== undefined) {
    if (seen.has(url.href) || seen.size === mostPages)
      throw new PageError(`its pages have no end (${seen.size} were read)`, "never");
    seen.add(url.href);
    const page = await persistently(options, url);
    for (const row of page.rows) {
      const parsed = parseDailyRow(row);
      if ("draft" in parsed) drafts.push(onDay(parsed.draft, day));
      else problems.push(parsed.problem);
    }
    rest = page.pause;
    url = page.next;
    if (url !== undefined) await pause(Math.max(options.gap, rest), options.signal);
  }
  if (problems.length > drafts.length)
    throw new PageError(`most of its rows are none that we know (${problems[0]})`, "never");
  const observedAt = options.now();
  const announce = day >= feedDay(new Date(observedAt.getTime() - newsAge));
  for (let from = 0; from < drafts.length; from += batchSize)
    await recordPapers(db, drafts.slice(from, from + batchSize), {
      source,
      authority: authorities.feed,
      observedAt,
      announce,
    });
  await noteReading(db, source, observedAt);
  if (problems.length > 0) {
    const problem = `${day}: ${problems.length} of its rows were left out: ${problems[0]}`;
    options.say(`Daily Papers of ${problem}.`);
    await noteReading(db, source, observedAt, problem);
  }
  return rest;
}

/** A paper that is first met when its day is filled in after so many milliseconds is no news. */
const newsAge = 48 * 3_600_000;
const batchSize = 500;

/** The feed leaves out of old rows when they were featured; whoever asks for a day knows it. */
function onDay(draft: PaperDraft, day: string): PaperDraft {
  return draft.featuredOn === undefined ? { ...draft, featuredOn: [day] } : draft;
}

/** Asks for a page until it comes, with longer and longer pauses. @throws PageError after the last try */
async function persistently(options: PollOptions, url: URL) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetchPage({ ...options, url });
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      if (error.remedy !== "later" || tries === mostTries)
        throw new PageError(
          tries === 1 ? error.message : `${error.message}, after ${tries} tries`,
          error.remedy,
          error.pause,
        );
      await pause(Math.max(error.pause ?? 0, backoff(options, tries)), options.signal);
    }
  }
}

/** Exponential, with jitter: processes that failed together do not come back together. */
function backoff({ firstRetry, random }: PollOptions, tries: number): number {
  return Math.min(firstRetry * 2 ** (tries - 1), longestRetry) * (0.5 + random() / 2);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
