import { JsonValues } from "./readers/json-values.js";

type JsonFormat = "kaggle" | "daily" | "papergraph";

/** In the snapshot, and in neither of the others. */
const kaggleFields = /"(?:authors_parsed|update_date|submitter|journal-ref|report-no|doi|license)"\s*:/;
/** Lists or objects in papergraph's own lines; mistakes there, unless the record has an ID. */
const kaggleValues =
  /"(?:categories|authors)"\s*:\s*"|"versions"\s*:\s*\[\s*(?:"|\{\s*"(?:version|created)")/;
const dailyFields = /"(?:paper|numComments|submittedOnDailyAt|ai_keywords|discussionId|githubRepo|_id)"\s*:/;
const ownFields =
  /"(?:arxivId|publishedOn|featuredOn|authorsCount|commentsCount|keywords|projectUrl|codeUrl|thumbnailUrl|upvoteHistory|starHistory|slug|accountId|accountName)"\s*:/;
/** In the snapshot and in papergraph's own lines, but not in Daily Papers. */
const sharedFields = /"(?:abstract|categories|versions)"\s*:/;
/** In Daily Papers and in data sets derived from the snapshot, but not in papergraph's own lines. */
const summaryField = /"summary"\s*:/;
/** In data sets derived from the snapshot only. */
const publishedField = /"published"\s*:/;
/** In the snapshot and in all papers of Daily Papers, but not in papergraph's own lines. */
const idField = /"(?:id|arxiv_id)"\s*:/;
const anyId = /"(?:id|arxiv_id|arxivId)"\s*:/;

/** Detects the format of a file of JSON from its first bytes. */
export function detectJson(beginning: Uint8Array): JsonFormat {
  const textTo = (end?: number) => new TextDecoder().decode(beginning.subarray(0, end));
  // A mistake in a later record does not change how the others are read.
  const [, second] = new JsonValues().take(beginning);
  return formatOf(textTo(second?.byte)) ?? formatOf(textTo()) ?? "papergraph";
}

/** @returns undefined for what all formats may have */
function formatOf(text: string): JsonFormat | undefined {
  const place = (fields: RegExp) => fields.exec(text)?.index ?? Number.POSITIVE_INFINITY;
  const has = (fields: RegExp) => fields.test(text);
  const [daily, own, shared] = [place(dailyFields), place(ownFields), place(sharedFields)];
  const kaggle = Math.min(place(kaggleFields), has(anyId) ? place(kaggleValues) : Number.POSITIVE_INFINITY);
  if (kaggle < daily) return "kaggle";
  if (shared < daily && (has(idField) || has(summaryField) || has(publishedField))) return "kaggle";
  const foreign = Math.min(daily, place(summaryField));
  if (Math.min(own, shared) < foreign) return "papergraph";
  return foreign < own || has(idField) ? "daily" : undefined;
}
