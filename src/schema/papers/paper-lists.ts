import type { ArgBuilder } from "@pothos/core";
import { countPapers, findPapers, type PaperScope } from "../../domain/catalog/papers.js";
import type { PageArguments } from "../../domain/lists/page-request.js";
import type { Builder, SchemaTypes } from "../builder/builder.js";
import { connect } from "../builder/connection.js";
import type { Context } from "../builder/context.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { type PaperListArguments, parsePaperList } from "./paper-list.js";

// Papers are listed in four places (all, an organization's, an author's, a keyword's), alike in everything but whose.

export type PaperLists = ReturnType<typeof definePaperLists>;

export function definePaperLists(builder: Builder, { Paper }: Types) {
  return {
    PaperConnection: builder.connectionObject(
      { type: Paper, name: "PaperConnection", description: "A page of papers." },
      { name: "PaperEdge", description: "A paper in a list." },
    ),
  };
}

export function paperListArguments(
  argument: ArgBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>>,
  { PaperFilter, PaperOrder }: PaperInputs,
) {
  return {
    filter: argument({ type: PaperFilter, description: "Returns only papers that match." }),
    orderBy: argument({
      type: PaperOrder,
      description: "Defaults to PUBLISHED_ON DESC, or to RELEVANCE DESC if the filter has `search`.",
    }),
  };
}

/** A page of papers as asked for. @throws InputError */
export async function listPapers(
  context: Context,
  scope: PaperScope,
  asked: PaperListArguments & PageArguments,
) {
  const list = { scope, ...(await parsePaperList(context, asked)) };
  return connect(findPapers(context.db, { ...list, page: asked }), () => countPapers(context.db, list));
}
