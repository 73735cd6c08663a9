import type { Transaction } from "../db/client.js";
import { publish } from "../events/outbox.js";
import { refreshAffiliations } from "./affiliation-records.js";
import { replaceAuthorships } from "./authorships.js";
import { applyToAuthors, applyToKeywords, applyToOrganizations, Tally } from "./counts.js";
import { replaceKeywords } from "./keyword-lists.js";
import type { Memory } from "./memory.js";
import type { NumberedPaper } from "./merge.js";
import type { RecordedOrganizations } from "./organization-records.js";
import { eventsOf } from "./paper-events.js";
import type { Origin } from "./paper-rows.js";
import { refreshSums } from "./paper-sums.js";
import { refreshSearch } from "./search.js";
import { refreshTrending } from "./trending-records.js";

/** The transaction that a batch is recorded in. */
export interface Recording {
  transaction: Transaction;
  memory: Memory;
  /** Whether the numbers of authors and keywords wait until an archive is stored; see `filling.ts`. */
  filling: boolean;
}

/** The organizations of a batch that have a new name or slug. */
export type OrganizationsOfBatch = Pick<RecordedOrganizations, "renamed">;

/**
 * Sets everything that follows from papers that have changed, in the transaction that changes them: lists, search
 * documents, counts, the graph, sums, boards. Then tells of it.
 *
 * @param observed papers of which observations were stored, whether or not they changed the latest total
 */
export async function refreshDerived(
  recording: Recording,
  changed: readonly NumberedPaper[],
  organizations: OrganizationsOfBatch,
  { observedAt, announce = false }: Pick<Origin, "observedAt" | "announce">,
  observed: readonly number[] = [],
): Promise<void> {
  const { transaction } = recording;
  const [authors, keywords] = await Promise.all([
    replaceAuthorships(recording, changed),
    replaceKeywords(recording, changed),
  ]);
  await refreshSearch(recording, changed, organizations);
  await applyToOrganizations(transaction, organizationTally(changed));
  await applyToAuthors(transaction, authors.tally);
  await applyToKeywords(transaction, keywords);
  await refreshAffiliations(transaction, changed, authors);
  await refreshSums(transaction, changed);
  const risen = await refreshTrending(transaction, changed, observedAt, observed);
  await publish(transaction, observedAt, [...eventsOf(changed, announce), ...risen]);
}

function organizationTally(changed: readonly NumberedPaper[]): Tally {
  const tally = new Tally();
  for (const paper of changed) {
    const [left, now] = [paper.before?.organizationId ?? null, paper.after.organizationId];
    const moved = paper.before !== null && left !== now;
    if (!moved) tally.note(now, paper);
    else for (const id of [left, now]) tally.recount(id === null ? [] : [id]);
  }
  return tally;
}
