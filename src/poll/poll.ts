import { pause } from "../async/abort.js";
import { type Backoff, backoffMs, retry } from "../async/retry.js";
import type { Database } from "../db/database.js";
import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import { trustLevels } from "../domain/interchange/trust-level.js";
import { recordPapers } from "../domain/recording/record-papers.js";
import { loadPollDays, recordPolled, recordPollFailure } from "../domain/sources/poll-days.js";
import { polledSource, recordSourceReading, registerSource } from "../domain/sources/sources.js";
import { parseDailyRow } from "../ingest/readers/daily.js";
import { type FeedPage, fetchPage, PageError } from "./page.js";
import { type DayState, feedDay, firstFollowed, nextTurn } from "./schedule.js";

// Polls Daily Papers, day by day. Papers are recorded like those of any other source, with observations and events.

export interface PollOptions {
  /** `https://huggingface.co` */
  baseUrl: URL;
  /** First day to fetch; defaults to the oldest day that is polled again. */
  since?: string | undefined;
  /** Milliseconds between requests for today's papers. */
  intervalMs: number;
  /** Minimum milliseconds between requests. */
  minDelayMs: number;
  /** Milliseconds before the first retry of a request; doubles each time. */
  firstRetryMs: number;
  requestTimeoutMs: number;
  now: () => Date;
  /** From 0 to 1: jitter, so that processes do not retry in lockstep. */
  random: () => number;
  signal: AbortSignal;
  say: (message: string) => void;
}

/** Maximum number of attempts to fetch a page; then its day is retried later. */
const maxAttempts = 5;
/** Maximum milliseconds between retries. */
const maxRetryMs = 15 * 60_000;
/** Maximum number of pages of a day; so far, days have had up to two. */
const maxPages = 50;
const pageSize = 100;
const source = polledSource;

/** Polls until the signal aborts. */
export async function poll(db: Database, options: PollOptions): Promise<void> {
  const state: PollState = { offlineTurns: 0 };
  const takeTurns = async (recovered: () => void) => {
    while (!options.signal.aborted) {
      await registerSource(db, source);
      await takeTurn(db, options, state);
      recovered();
    }
  };
  await retry(takeTurns, {
    ...backoffOf(options),
    // Usually the database is unreachable, but not for long. Days that were not recorded are fetched again.
    maxMs: 4 * options.firstRetryMs,
    signal: options.signal,
    onError: (error, failures) => {
      if (failures === 1) options.say(`Polling interrupted: ${messageOf(error)}. Retrying.`);
    },
  });
}

interface PollState {
  /** Whether completion of the days from `since` has been reported. */
  complete?: true;
  /** Number of consecutive turns in which the feed was unreachable. */
  offlineTurns: number;
}

async function takeTurn(db: Database, options: PollOptions, state: PollState): Promise<void> {
  const now = options.now();
  const today = feedDay(now);
  // `since` may be a day that has not begun in the time zone of the feed.
  const since = [options.since ?? firstFollowed(today), today].sort()[0] ?? today;
  const days = new Map((await loadPollDays(db, since)).map(({ day, ...state }) => [day, state]));
  const turn = nextTurn({ today, now, since, intervalMs: options.intervalMs, days });
  if (options.since !== undefined && !state.complete && turn.at > now && areFetched(days)) {
    options.say(`Fetched all days since ${since}; continuing with new ones.`);
    state.complete = true;
  }
  if (turn.at > now) return pause(turn.at.getTime() - now.getTime(), options.signal);
  try {
    const delayMs = await pollDay(db, options, turn.day);
    await recordPolled(db, turn.day, options.now());
    if (state.offlineTurns > 0) options.say(`${options.baseUrl.origin} is reachable again.`);
    state.offlineTurns = 0;
    await pause(Math.max(options.minDelayMs, delayMs), options.signal);
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    const problem = `${turn.day}: ${error.message}`;
    await recordSourceReading(db, source, options.now(), problem);
    if (error.retry === "offline") {
      if (state.offlineTurns === 0)
        options.say(
          `${options.baseUrl.origin} is unreachable (${error.message}); retrying. Stored papers remain available.`,
        );
      state.offlineTurns += 1;
      return pause(backoffMs(backoffOf(options), state.offlineTurns + maxAttempts), options.signal);
    }
    options.say(`Daily Papers of ${problem}. Retrying later.`);
    await recordPollFailure(db, turn.day, options.now());
    await pause(Math.max(options.minDelayMs, error.delayMs ?? 0), options.signal);
  }
}

function areFetched(days: ReadonlyMap<string, DayState>): boolean {
  return [...days.values()].every(({ polledAt }) => polledAt !== null);
}

/**
 * Fetches all pages of a day before recording any, because part of a day would look complete.
 *
 * @returns milliseconds to wait before the next request, as requested by the server
 * @throws PageError if a page cannot be fetched
 */
async function pollDay(db: Database, options: PollOptions, day: string): Promise<number> {
  const drafts: PaperDraft[] = [];
  const problems: string[] = [];
  let url: URL | undefined = new URL(`/api/daily_papers?date=${day}&limit=${pageSize}`, options.baseUrl);
  let delayMs = 0;
  const seen = new Set<string>();
  while (url !== undefined) {
    if (seen.has(url.href) || seen.size === maxPages)
      throw new PageError(`pagination did not end after ${seen.size} pages`, "never");
    seen.add(url.href);
    const page = await fetchWithRetries(options, url);
    for (const row of page.rows) {
      const parsed = parseDailyRow(row);
      if ("draft" in parsed) drafts.push(onDay(parsed.draft, day));
      else problems.push(parsed.problem);
    }
    delayMs = page.delayMs;
    url = page.next;
    if (url !== undefined) await pause(Math.max(options.minDelayMs, delayMs), options.signal);
  }
  if (problems.length > drafts.length) throw new PageError(`most rows are invalid (${problems[0]})`, "never");
  const observedAt = options.now();
  const announce = day >= feedDay(new Date(observedAt.getTime() - newsAgeMs));
  for (let from = 0; from < drafts.length; from += batchSize)
    await recordPapers(db, drafts.slice(from, from + batchSize), {
      source,
      trustLevel: trustLevels.feed,
      observedAt,
      announce,
    });
  await recordSourceReading(db, source, observedAt);
  if (problems.length > 0) {
    const problem = `${day}: rejected ${problems.length} of ${problems.length + drafts.length} rows: ${problems[0]}`;
    options.say(`Daily Papers of ${problem}.`);
    await recordSourceReading(db, source, observedAt, problem);
  }
  return delayMs;
}

/** Milliseconds after which new papers of a day are no longer published to subscribers. */
const newsAgeMs = 48 * 3_600_000;
const batchSize = 500;

/** Old rows of the feed lack the day on which they were featured; it is the requested day. */
function onDay(draft: PaperDraft, day: string): PaperDraft {
  return draft.featuredOn === undefined ? { ...draft, featuredOn: [day] } : draft;
}

/** @throws PageError after the last attempt; the signal's reason when it aborts */
async function fetchWithRetries(options: PollOptions, url: URL): Promise<FeedPage> {
  const page = await retry(() => fetchPage({ ...options, url }), {
    ...backoffOf(options),
    signal: options.signal,
    onError: (error, attempts) => {
      if (!(error instanceof PageError)) throw error;
      if (error.retry === "later" && attempts < maxAttempts) return;
      const message = attempts === 1 ? error.message : `${error.message} (${attempts} attempts)`;
      throw new PageError(message, error.retry, error.delayMs);
    },
    minDelayMs: (error) => (error instanceof PageError ? error.delayMs : undefined),
  });
  if (page === undefined) throw options.signal.reason;
  return page;
}

function backoffOf({ firstRetryMs, random }: PollOptions): Backoff {
  return { firstMs: firstRetryMs, maxMs: maxRetryMs, random };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
