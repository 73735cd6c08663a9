import { JsonValues } from "./readers/json-values.js";

type JsonFormat = "kaggle" | "daily" | "papergraph";

/** In the snapshot, and in neither of the others. */
const kaggleFields = /"(?:authors_parsed|update_date|submitter|journal-ref|report-no|doi|license)"\s*:/;
/** Lists or objects in papergraph's own lines. */
const kaggleValues =
  /"(?:categories|authors)"\s*:\s*"|"versions"\s*:\s*\[\s*(?:"|\{\s*"(?:version|created)")/;
const dailyFields = /"(?:paper|numComments|submittedOnDailyAt|ai_keywords|discussionId|githubRepo|_id)"\s*:/;
const ownFields =
  /"(?:publishedOn|featuredOn|authorsCount|commentsCount|keywords|projectUrl|codeUrl|thumbnailUrl|upvoteHistory|starHistory|submittedAt|slug|formerSlugs|sourceId|accountId|accountName|username)"\s*:/;
/** In papergraph's own lines and in Daily Papers, but not in the snapshot. */
const feedFields =
  /"(?:upvotes|organization|publishedAt|withdrawnAt|githubStars|hidden|avatarUrl|observedAt)"\s*:/;
/** In the snapshot and in papergraph's own lines, but not in Daily Papers. */
const sharedFields = /"(?:abstract|categories|versions)"\s*:/;
/** In Daily Papers and in data sets derived from the snapshot, but not in papergraph's own lines. */
const summaryField = /"summary"\s*:/;
/** In data sets derived from the snapshot only. */
const publishedField = /"published"\s*:/;
/** In the snapshot and in all papers of Daily Papers, but not in papergraph's own lines. */
const idField = /"(?:id|arxiv_id)"\s*:/;
/** In papergraph's own lines and in data sets derived from the snapshot. */
const ownIdField = /"arxivId"\s*:/;

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
  const own = Math.min(place(ownFields), place(ownIdField));
  const [daily, shared] = [place(dailyFields), place(sharedFields)];
  // The snapshot has nowhere to put most of papergraph's own fields, and would drop them silently; papergraph's own lines
  // name a field that they do not have.
  const mayBeKaggle = (has(idField) || has(ownIdField)) && !has(ownFields) && !has(feedFields);
  const isDerived = [idField, summaryField, publishedField].some(has);
  const kaggle = Math.min(
    place(kaggleFields),
    place(kaggleValues),
    isDerived ? shared : Number.POSITIVE_INFINITY,
  );
  if (mayBeKaggle && kaggle < daily) return "kaggle";
  const foreign = Math.min(daily, place(summaryField));
  if (own < daily || shared < foreign) return "papergraph";
  return foreign < Number.POSITIVE_INFINITY || has(idField) ? "daily" : undefined;
}
