import { publish } from "../../events/outbox.js";
import type { WriteContext } from "../batch/batch.js";
import type { PaperChange } from "../batch/merge.js";
import { refreshAffiliations } from "./affiliations.js";
import { replaceAuthorships } from "./authorships.js";
import { applyTally, Tally } from "./counts.js";
import { replaceKeywords } from "./keywords.js";
import { markStale } from "./owner-months.js";
import { eventsOf } from "./paper-events.js";
import { refreshTitles } from "./paper-titles.js";
import { refreshSums } from "./period-sums.js";
import { refreshSearch } from "./search-texts.js";
import { refreshTrending, type TrendingEffects } from "./trending.js";

export interface BatchEffects extends TrendingEffects {
  /** Organizations with a new name or slug. */
  renamedOrganizations?: readonly number[];
}

/**
 * Updates everything derived from changed papers, in the same transaction: lists, search documents, counts, the
 * graph, sums, boards. Then publishes the events.
 */
export async function refreshDerived(
  context: WriteContext,
  changed: readonly PaperChange[],
  effects: BatchEffects,
): Promise<void> {
  const { observedAt, announce = false, renamedOrganizations = [] } = effects;
  const { transaction, bulkLoading } = context;
  const [authors, keywords] = await Promise.all([
    replaceAuthorships(context, changed),
    replaceKeywords(context, changed),
  ]);
  await refreshSearch(context, changed, renamedOrganizations);
  await refreshTitles(transaction, changed);
  await applyTally(transaction, "organizations", organizationTally(changed));
  await applyTally(transaction, "authors", authors.tally);
  await applyTally(transaction, "keywords", keywords.tally);
  await refreshAffiliations(transaction, changed, authors);
  await refreshSums(transaction, changed);
  if (bulkLoading) await markStale(transaction, changed, authors.months.months);
  else
    await Promise.all([
      authors.months.apply(transaction, "author"),
      keywords.months.apply(transaction, "keyword"),
    ]);
  const risen = await refreshTrending(transaction, changed, effects);
  await publish(transaction, observedAt, [...eventsOf(changed, announce), ...risen]);
}

function organizationTally(changed: readonly PaperChange[]): Tally {
  const tally = new Tally();
  for (const paper of changed) {
    const [left, now] = [paper.before?.organizationId ?? null, paper.after.organizationId];
    const moved = paper.before !== null && left !== now;
    if (!moved) tally.note(now, paper);
    else for (const id of [left, now]) tally.recount(id === null ? [] : [id]);
  }
  return tally;
}
