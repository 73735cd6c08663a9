import {
  maxObservations,
  maxPapers,
  type PapersReceipt,
  type ParsedObservation,
  type RejectedItem,
  submitPapers,
  submitUpvotes,
  type UpvotesReceipt,
} from "../../domain/recording/submissions.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Builder } from "../builder/builder.js";
import { writable } from "../builder/context.js";
import { type PaperKeyRef, parsePaperKey } from "../papers/paper.js";
import { defineRecordInputs, type UpvoteObservationInput } from "./record-inputs.js";

/** Nominal: writers have the token, so writes are limited by body size and number of items instead. */
const write = 1_000;

export function defineMutation(builder: Builder, PaperKey: PaperKeyRef): void {
  const { PaperInput, UpvoteObservationInput } = defineRecordInputs(builder, PaperKey);
  const { RecordPapersPayload, RecordUpvotesPayload } = definePayloads(builder);
  builder.mutationType({
    description:
      "Root mutation type. Requires the header `Authorization: Bearer <INGEST_TOKEN>`, except `createWatch` by email; disabled on servers without a token.",
  });
  const source = {
    required: true,
    description: "Name of the data source, as listed by `sources`, such as `my-crawler`.",
  } as const;
  builder.mutationFields((t) => ({
    recordPapers: t.field({
      type: RecordPapersPayload,
      cost: { statement: write },
      description: `Stores up to ${maxPapers.toLocaleString("en")} papers and notifies subscribers of new ones. Each paper is stored entirely or not at all; invalid papers are reported, and the rest are stored.`,
      args: {
        papers: t.arg({ type: [PaperInput], required: true, description: "Papers to store." }),
        source: t.arg.string(source),
      },
      resolve: (_root, { papers, source }, context) =>
        submitPapers(writable(context), papers, source, context.now),
    }),
    recordUpvotes: t.field({
      type: RecordUpvotesPayload,
      cost: { statement: write },
      description: `Stores up to ${maxObservations.toLocaleString("en")} upvote counts, in any order of time, and notifies subscribers of changes. Invalid observations are reported, and the rest are stored.`,
      args: {
        observations: t.arg({
          type: [UpvoteObservationInput],
          required: true,
          description: "Observations to store.",
        }),
        source: t.arg.string(source),
      },
      resolve: (_root, { observations, source }, context) =>
        submitUpvotes(writable(context), observations.map(parseObservation), source, context.now),
    }),
  }));
}

function parseObservation({ paper, upvotes, observedAt }: UpvoteObservationInput): ParsedObservation {
  try {
    return { paper: parsePaperKey(paper, "paper"), upvotes, observedAt };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
}

function definePayloads(builder: Builder) {
  const Rejection = builder.objectRef<RejectedItem>("Rejection").implement({
    description: "An item that was not stored.",
    fields: (t) => ({
      index: t.exposeInt("index", { description: "Index of the item in the list, starting at 0." }),
      message: t.exposeString("message", { description: "Why the item was rejected." }),
    }),
  });
  const rejectedDescription = "Items that were not stored.";
  const RecordPapersPayload = builder.objectRef<PapersReceipt>("RecordPapersPayload").implement({
    description: "Result of `recordPapers`. Each paper counts once.",
    fields: (t) => ({
      added: t.exposeInt("added", { description: "Number of new papers." }),
      updated: t.exposeInt("updated", { description: "Number of existing papers that changed." }),
      unchanged: t.exposeInt("unchanged", { description: "Number of existing papers that did not change." }),
      rejected: t.expose("rejected", {
        type: [Rejection],
        cost: { rows: 100 },
        description: rejectedDescription,
      }),
    }),
  });
  const RecordUpvotesPayload = builder.objectRef<UpvotesReceipt>("RecordUpvotesPayload").implement({
    description: "Result of `recordUpvotes`. Each observation counts once.",
    fields: (t) => ({
      recorded: t.exposeInt("recorded", { description: "Number of observations stored." }),
      unchanged: t.exposeInt("unchanged", {
        description: "Number of observations that were already stored: same paper, time and upvotes.",
      }),
      rejected: t.expose("rejected", {
        type: [Rejection],
        cost: { rows: 100 },
        description: rejectedDescription,
      }),
    }),
  });
  return { RecordPapersPayload, RecordUpvotesPayload };
}
