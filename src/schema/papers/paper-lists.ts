import type { ArgBuilder } from "@pothos/core";
import { orderOf } from "../../domain/catalog/paper-order.js";
import {
  countPapers,
  findPapers,
  type PaperScope,
  paperPage,
  scopeConditions,
} from "../../domain/catalog/papers.js";
import type { ListPage } from "../../domain/lists/list-page.js";
import type { PageArguments } from "../../domain/lists/page-request.js";
import { ranks } from "../../domain/related/ranked-filter.js";
import { pageOfMatched } from "../../domain/stats/matched-papers.js";
import type { Builder, SchemaTypes } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import type { Context } from "../builder/context.js";
import type { Place } from "../builder/field-sql.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { type PaperListArguments, parsePaperList } from "./paper-list.js";

// Shared by the lists of all papers and of the papers of an organization, an author or a keyword.

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
      description:
        "Defaults to PUBLISHED_ON DESC, or to RELEVANCE DESC if the filter has `search`, `about` or `similarTo`.",
    }),
  };
}

/** @throws InputError */
export async function listPapers(
  context: Context,
  scope: PaperScope<number>,
  args: PaperListArguments & PageArguments,
) {
  const list = { scope, ...(await parsePaperList(context, args, scopeConditions(scope))) };
  return withTotalCount(findPapers(context.db, { ...list, page: args }), () => countPapers(context.db, list));
}

/**
 * The same list as SQL; undefined for a ranking in a list whose parent only Postgres knows: ranking counts the matches first.
 *
 * @throws InputError
 */
export async function paperListSql(
  { context, matched }: Pick<Place, "context" | "matched">,
  scope: PaperScope,
  args: PaperListArguments & PageArguments,
): Promise<ListPage | undefined> {
  if (scope !== "all" && ranks(args.filter)) return undefined;
  const list = { scope, ...(await parsePaperList(context, args)) };
  if (scope !== "all" && orderOf(list).field === "RELEVANCE") return undefined;
  const page = await paperPage(context.db, { ...list, page: args });
  if (scope !== "all") return page;
  return pageOfMatched(page, { filter: list.filter, matched });
}
