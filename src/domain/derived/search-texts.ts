import sql from "sql-template-tag";
import type { Transaction } from "../../db/database.js";
import type { DocumentTexts, SearchDocument } from "../../search/document.js";
import type { DocumentMaker } from "../../search/document-maker.js";
import type { WriteContext } from "../batch/batch.js";
import type { PaperChange } from "../batch/merge.js";
import type { PaperDraft } from "../interchange/paper-draft.js";
import { copyRows } from "../sql/rows.js";
import { caseKey } from "../values/folded-keys.js";

/**
 * Builds search documents ahead of time, while Postgres processes the previous batch. Skips drafts with an
 * organization, which may be stored under another name.
 */
export async function prepareDocuments(
  maker: DocumentMaker,
  drafts: readonly PaperDraft[],
): Promise<Map<PaperDraft, SearchDocument>> {
  const complete = drafts.filter(({ organization }) => organization == null);
  const documents = await maker.make(complete.map(textsOf));
  return new Map(complete.map((draft, index) => [draft, documents[index] as SearchDocument]));
}

function textsOf({ title, abstract, authors, keywords, categories, arxivId }: PaperDraft): DocumentTexts {
  const printed = (authors ?? []).flatMap(({ name, hidden }) => (hidden === true ? [] : [name]));
  // Keywords keep their first stored spelling, so documents use keys.
  return {
    title,
    names: printed,
    keywords: distinctKeys(keywords ?? [], categories ?? []),
    abstract: abstract ?? "",
    arxivId,
  };
}

/** Categories are found like keywords. */
function distinctKeys(keywords: readonly string[], categories: readonly string[]): string[] {
  return [...new Set([...keywords, ...categories].map(caseKey))];
}

interface TextRow extends SearchDocument {
  readonly paperId: number;
  readonly abstract: string | null | undefined;
}

function storeTexts(transaction: Transaction, rows: readonly TextRow[]): Promise<void> {
  return copyRows(transaction, "paper_texts", rows, {
    paperId: "int",
    abstract: "text",
    search: "tsvector",
    termHashes: "packed ints",
    impacts: "bytea",
  });
}

/** Stores abstracts and search documents of new papers with prepared documents. */
export async function storePreparedTexts(
  transaction: Transaction,
  changed: readonly PaperChange[],
): Promise<void> {
  await storeTexts(
    transaction,
    changed.flatMap(({ id, before, abstract, document }) =>
      before === null && document ? [{ paperId: id, abstract, ...document }] : [],
    ),
  );
}

/**
 * Stores abstracts and search documents of papers whose words may have changed: new ones, those with a changed ID,
 * title, abstract, organization or list, and all papers of renamed organizations.
 */
export async function refreshSearch(
  { transaction, cache }: WriteContext,
  changed: readonly PaperChange[],
  renamedOrganizations: readonly number[],
): Promise<void> {
  const reworded = changed.filter(isReworded);
  const abstracts = new Map(
    reworded.flatMap(({ id, abstract }) => (abstract === undefined ? [] : [[id, abstract] as const])),
  );
  const ofRenamed =
    renamedOrganizations.length === 0
      ? []
      : await transaction.query<{ id: number }>(
          sql`select id from papers where organization_id = any(${renamedOrganizations}::int[])`,
        );
  const ids = new Set([...reworded, ...ofRenamed].map(({ id }) => id));
  await replaceDocuments(transaction, cache.maker, [...ids], abstracts);
}

function isReworded({ before, after, document }: PaperChange): boolean {
  if (before === null) return document === undefined;
  return (
    before.arxivId !== after.arxivId ||
    before.title !== after.title ||
    before.organizationId !== after.organizationId ||
    before.authorsDigest !== after.authorsDigest ||
    before.keywordsDigest !== after.keywordsDigest ||
    before.categories?.join(" ") !== after.categories?.join(" ") ||
    before.abstractDigest !== after.abstractDigest
  );
}

/**
 * Rebuilds the search documents of stored papers.
 *
 * @param abstracts new abstracts by paper ID, null to clear one; others are kept
 */
export async function replaceDocuments(
  transaction: Transaction,
  maker: DocumentMaker,
  ids: readonly number[],
  abstracts: ReadonlyMap<number, string | null> = new Map(),
): Promise<void> {
  if (ids.length === 0) return;
  const papers = await transaction.query<DocumentTexts & { id: number; categories: string[] }>(
    sql`
      select p.id, p.title, p.arxiv_id as "arxivId", t.abstract, array_remove(
        array[o.name, o.slug]
        || array(
          select a.name from authorships a where a.paper_id = p.id and not a.hidden order by a.position
        ), null) as names,
        array(
          select k.key from paper_keywords pk join keywords k on k.id = pk.keyword_id
          where pk.paper_id = p.id order by pk.position
        ) as keywords,
        array(select category from paper_categories where paper_id = p.id order by position) as categories
      from papers p
      left join paper_texts t on t.paper_id = p.id
      left join organizations o on o.id = p.organization_id
      where p.id = any(${ids}::int[])
    `,
    "search_load_texts",
  );
  const texts = papers.map((paper) => {
    const stated = abstracts.get(paper.id);
    return { ...paper, abstract: stated === undefined ? paper.abstract : stated };
  });
  const documents = await maker.make(
    texts.map(({ title, names, keywords, categories, abstract, arxivId }) => ({
      ...{ title, names, arxivId },
      keywords: distinctKeys(keywords, categories),
      abstract: abstract ?? "",
    })),
  );
  await transaction.query(sql`delete from paper_texts where paper_id = any(${ids}::int[])`, "search_delete");
  await storeTexts(
    transaction,
    texts.map(({ id, abstract }, index) => ({
      paperId: id,
      abstract,
      ...(documents[index] as SearchDocument),
    })),
  );
}
