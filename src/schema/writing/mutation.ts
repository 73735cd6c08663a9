import {
  mostObservations,
  mostPapers,
  type PapersReceipt,
  type ParsedObservation,
  type Rejection as RejectionRow,
  submitPapers,
  submitUpvotes,
  type UpvotesReceipt,
} from "../../domain/recording/submissions.js";
import { arxivIdKey } from "../../domain/values/arxiv-ids.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Builder } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import { numberOf } from "../builder/global-ids.js";
import type { PaperKeyRef } from "../papers/paper.js";
import { defineRecordInputs, type PaperKeyInput, type UpvoteObservationInput } from "./record-inputs.js";

/** Writers have the token, so writes are limited only by body size and number of items. */
const write = 1_000;

export function mutate(builder: Builder, PaperKey: PaperKeyRef): void {
  const { PaperInput, UpvoteObservationInput } = defineRecordInputs(builder, PaperKey);
  const { RecordPapersPayload, RecordUpvotesPayload } = definePayloads(builder);
  builder.mutationType({
    description:
      "Writing. It needs the header `Authorization: Bearer <INGEST_TOKEN>`; on a server without a token nobody may write.",
  });
  const source = {
    required: true,
    description: "Who says so: a name under which `sources` lists it, `my-crawler`.",
  } as const;
  builder.mutationFields((t) => ({
    recordPapers: t.field({
      type: RecordPapersPayload,
      cost: { statement: write },
      description: `Stores papers, and tells subscribers of those that are new. At most ${mostPapers.toLocaleString("en")}, all or nothing per paper: a bad one is reported and the others are stored.`,
      args: {
        papers: t.arg({ type: [PaperInput], required: true, description: "The papers." }),
        source: t.arg.string(source),
      },
      resolve: (_root, { papers, source }, context) =>
        submitPapers(writable(context), papers, source, context.now),
    }),
    recordUpvotes: t.field({
      type: RecordUpvotesPayload,
      cost: { statement: write },
      description: `Stores how many upvotes papers had, in any order of time, and tells subscribers what changes by it. At most ${mostObservations.toLocaleString("en")}; a bad one is reported and the others are stored.`,
      args: {
        observations: t.arg({
          type: [UpvoteObservationInput],
          required: true,
          description: "The observations.",
        }),
        source: t.arg.string(source),
      },
      resolve: (_root, { observations, source }, context) =>
        submitUpvotes(writable(context), observations.map(parseObservation), source, context.now),
    }),
  }));
}

/** The database, for whoever may write to it. @throws InputError for anybody else */
function writable({ db, access }: Context): Context["db"] {
  if (access === "granted") return db;
  throw access === "off"
    ? new InputError(
        "Nobody may write here: the server has no token. Start it with INGEST_TOKEN set to a secret, and send the same as `Authorization: Bearer …`.",
        "FORBIDDEN",
      )
    : new InputError(
        "Writing needs the header `Authorization: Bearer …` with the token that the server was started with (INGEST_TOKEN).",
        "UNAUTHENTICATED",
      );
}

function parseObservation({ paper, upvotes, observedAt }: UpvoteObservationInput): ParsedObservation {
  try {
    return { paper: parseKey(paper), upvotes, observedAt };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
}

/** `PaperKey` is @oneOf: GraphQL itself sees to it that exactly one field is there. */
function parseKey({ id, arxivId }: PaperKeyInput): { id: number } | { arxivId: string } {
  return id == null ? { arxivId: arxivIdKey(arxivId ?? "") } : { id: numberOf("Paper", id, "paper.id") };
}

function definePayloads(builder: Builder) {
  const Rejection = builder.objectRef<RejectionRow>("Rejection").implement({
    description: "What was not stored, and why.",
    fields: (t) => ({
      index: t.exposeInt("index", { description: "The position in the list that was sent, from 0." }),
      message: t.exposeString("message", { description: "What was wrong with it." }),
    }),
  });
  const rejectedDescription = "Those that were not stored.";
  const RecordPapersPayload = builder.objectRef<PapersReceipt>("RecordPapersPayload").implement({
    description: "What became of the papers: each counts once.",
    fields: (t) => ({
      added: t.exposeInt("added", { description: "Not known before." }),
      updated: t.exposeInt("updated", { description: "Known, and told of something new." }),
      unchanged: t.exposeInt("unchanged", { description: "Known as they are." }),
      rejected: t.expose("rejected", {
        type: [Rejection],
        cost: { rows: 100 },
        description: rejectedDescription,
      }),
    }),
  });
  const RecordUpvotesPayload = builder.objectRef<UpvotesReceipt>("RecordUpvotesPayload").implement({
    description: "What became of the observations: each counts once.",
    fields: (t) => ({
      recorded: t.exposeInt("recorded", { description: "Stored." }),
      unchanged: t.exposeInt("unchanged", {
        description: "Known already: the same paper, instant and number.",
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
