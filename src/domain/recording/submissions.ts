import { z } from "zod";
import type { Database } from "../../db/database.js";
import { foldSpace } from "../../text/spaces.js";
import type { PaperDraft } from "../interchange/paper-draft.js";
import { maxVotes } from "../interchange/paper-schema.js";
import { parsePaperInput } from "../interchange/parse-paper.js";
import { trustLevels } from "../interchange/trust-level.js";
import { recordSourceReading, registerSource } from "../sources/sources.js";
import { InputError } from "../values/input-error.js";
import { recordPapers } from "./record-papers.js";
import { recordUpvotes, type UpvoteObservation } from "./record-upvotes.js";

// Batches submitted through the API. Invalid items are reported by index; the rest are stored.

export interface RejectedItem {
  /** Zero-based index in the submitted list. */
  index: number;
  message: string;
}

export interface PapersReceipt {
  added: number;
  updated: number;
  unchanged: number;
  rejected: RejectedItem[];
}

export interface UpvotesReceipt {
  recorded: number;
  unchanged: number;
  rejected: RejectedItem[];
}

export const maxPapers = 1_000;
export const maxObservations = 20_000;

/** @throws InputError for too many at once, or a source without a name */
export async function submitPapers(
  db: Database,
  papers: readonly unknown[],
  sourceName: string,
  now: Date,
): Promise<PapersReceipt> {
  refuseTooMany("papers", papers.length, maxPapers);
  const source = parseSource(sourceName);
  const { good, rejected } = partition<PaperDraft>(papers, (paper) => {
    const parsed = parsePaperInput(paper);
    return "draft" in parsed ? { value: parsed.draft } : parsed;
  });
  await registerSource(db, source);
  const outcomes = await recordPapers(
    db,
    good.map(({ value }) => value),
    { source, trustLevel: trustLevels.feed, observedAt: now, announce: true },
  );
  await recordSourceReading(db, source, now);
  return {
    added: countOf(outcomes, "added"),
    updated: countOf(outcomes, "updated"),
    unchanged: countOf(outcomes, "unchanged"),
    rejected,
  };
}

/** An observation, or the reason why its paper could not be resolved. */
export type ParsedObservation = UpvoteObservation | { problem: string };

/** @throws InputError for too many at once, or a source without a name */
export async function submitUpvotes(
  db: Database,
  observations: readonly ParsedObservation[],
  sourceName: string,
  now: Date,
): Promise<UpvotesReceipt> {
  refuseTooMany("observations", observations.length, maxObservations);
  const source = parseSource(sourceName);
  // Built once per call: building it costs as much as thousands of validations.
  const schema = observationSchema(now);
  const { good, rejected } = partition<UpvoteObservation>(observations, (observation) => {
    if ("problem" in observation) return observation;
    const problem = problemOf(observation, schema);
    return problem === undefined ? { value: observation } : { problem };
  });
  await registerSource(db, source);
  const outcomes = await recordUpvotes(
    db,
    good.map(({ value }) => value),
    { source, now },
  );
  await recordSourceReading(db, source, now);
  const unknown = good.filter((_observation, place) => outcomes[place] === "unknown");
  return {
    recorded: countOf(outcomes, "recorded"),
    unchanged: countOf(outcomes, "unchanged"),
    rejected: [
      ...rejected,
      ...unknown.map(({ index }) => ({
        index,
        message: "paper: unknown paper; add it with recordPapers first",
      })),
    ].sort((one, other) => one.index - other.index),
  };
}

/** Tolerated clock skew. */
const clockSkew = 5 * 60_000;

const observationSchema = (now: Date) =>
  z.object({
    upvotes: z
      .int()
      .min(0, "expected 0 or more")
      .max(maxVotes, `expected at most ${maxVotes.toLocaleString("en")}`),
    observedAt: z
      .date()
      .refine((at) => at.getTime() >= Date.UTC(2000), "expected a timestamp after the year 2000")
      .refine(
        (at) => at.getTime() <= now.getTime() + clockSkew,
        `is in the future; the server time is ${now.toISOString()}`,
      ),
  });

function problemOf(
  observation: UpvoteObservation,
  schema: ReturnType<typeof observationSchema>,
): string | undefined {
  const [issue] = schema.safeParse(observation).error?.issues ?? [];
  return issue && `${issue.path.join(".")}: ${issue.message}`;
}

function partition<Value>(
  items: readonly unknown[],
  parse: (item: never) => { value: Value } | { problem: string },
): { good: { index: number; value: Value }[]; rejected: RejectedItem[] } {
  const good: { index: number; value: Value }[] = [];
  const rejected: RejectedItem[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = parse(item as never);
    if ("value" in parsed) good.push({ index, value: parsed.value });
    else rejected.push({ index, message: parsed.problem });
  }
  return { good, rejected };
}

function countOf<Outcome>(outcomes: readonly Outcome[], wanted: Outcome): number {
  return outcomes.filter((outcome) => outcome === wanted).length;
}

function refuseTooMany(argument: string, count: number, max: number): void {
  if (count > max)
    throw new InputError(
      `${argument}: ${count.toLocaleString("en")} are too many. Send at most ${max.toLocaleString("en")} at once.`,
    );
}

const maxSourceLength = 100;

function parseSource(name: string): string {
  const source = foldSpace(name);
  if (source !== "" && source.length <= maxSourceLength) return source;
  throw new InputError(
    `source: expected a name of 1 to ${maxSourceLength} characters, such as "my-crawler".`,
  );
}
