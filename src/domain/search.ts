import sql from "sql-template-tag";
import type { Queryable, Transaction } from "../db/client.js";
import type { OrganizationsOfBatch, Recording } from "./derived.js";
import type { DocumentMaker, DocumentTexts } from "./document-maker.js";
import type { PaperDraft } from "./draft.js";
import { caseKey, isAscii } from "./keys.js";
import type { Memory } from "./memory.js";
import type { NumberedPaper } from "./merge.js";
import { copyRows, rowsAs } from "./rows.js";
import { askPostgres } from "./search-words.js";

/** From so many papers on it pays to ask for words first; see `search-words.ts`. */
const fewest = 50;

/**
 * Makes search documents ahead of time, while Postgres is at work on the batch before: of the drafts that name no
 * organization, which may be known by another name, and whose keywords are the same words however they are spelled.
 */
export async function prepareDocuments(
  db: Queryable,
  drafts: readonly PaperDraft[],
  memory: Memory,
): Promise<Map<PaperDraft, Uint8Array>> {
  const some = drafts.filter(isKnownInFull);
  const texts: DocumentTexts[] = [];
  for (const draft of some) texts.push(textsOf(draft, distinctKeywords(draft)));
  const documents = await memory.maker.make(askPostgres(db), texts);
  const made = new Map<PaperDraft, Uint8Array>();
  for (const [index, document] of documents.entries())
    if (document !== undefined) made.set(some[index] as PaperDraft, document);
  return made;
}

function isKnownInFull({ organization, keywords }: PaperDraft): boolean {
  return organization === undefined && (keywords ?? []).every(isAscii);
}

/** The keywords as they are stored, but for their spelling: one that is there twice once. */
function distinctKeywords({ keywords }: PaperDraft): string[] {
  return [...new Map((keywords ?? []).map((keyword) => [caseKey(keyword), keyword])).values()];
}

function textsOf(
  { title, abstract, authors }: Pick<PaperDraft, "title" | "abstract" | "authors">,
  keywords: readonly string[],
  organization: readonly string[] = [],
): DocumentTexts {
  const printed = (authors ?? []).flatMap(({ name, hidden }) => (hidden === true ? [] : [name]));
  return { title, names: [...organization, ...printed, ...keywords].join(" "), abstract: abstract ?? "" };
}

const textColumns = { paperId: "int", abstract: "text", search: "tsvector" } as const;

/** Stores abstracts and search documents of the new papers whose documents were made ahead of time. */
export async function storePreparedTexts(
  transaction: Transaction,
  changed: readonly NumberedPaper[],
): Promise<void> {
  const rows: { paperId: number; abstract: string | null | undefined; search: Uint8Array | undefined }[] = [];
  for (const { id, abstract, document } of changed.filter(isPrepared))
    rows.push({ paperId: id, abstract, search: document });
  await copyRows(transaction, "paper_texts", rows, textColumns);
}

function isPrepared({ before, document }: NumberedPaper): boolean {
  return before === null && document !== undefined;
}

function isUnprepared({ before, document }: NumberedPaper): boolean {
  return before === null && document === undefined;
}

/**
 * Stores abstracts and makes the search documents anew of the papers whose words may have changed: new ones, those
 * with another title, abstract, organization or list, and all papers of organizations with a new name.
 *
 * @param keywords the keywords of new papers, as they are spelled
 */
export async function refreshSearch(
  { transaction, memory }: Recording,
  changed: readonly NumberedPaper[],
  organizations: OrganizationsOfBatch,
  keywords: ReadonlyMap<number, readonly string[]>,
): Promise<void> {
  const added = changed.filter(isUnprepared);
  const documents =
    added.length >= fewest
      ? await makeDocuments(transaction, added, keywords, memory.maker)
      : new Map<NumberedPaper, Uint8Array>();
  const rows = [...documents].map(([{ id, abstract }, search]) => ({ paperId: id, abstract, search }));
  await copyRows(transaction, "paper_texts", rows, textColumns);

  const left = added.filter((paper) => !documents.has(paper));
  await replaceDocuments(transaction, [...left, ...changed.filter(isReworded)], organizations.renamed);
}

function isReworded({ before, after }: NumberedPaper): boolean {
  return (
    before !== null &&
    (before.title !== after.title ||
      before.organizationId !== after.organizationId ||
      before.authorsDigest !== after.authorsDigest ||
      before.keywordsDigest !== after.keywordsDigest ||
      before.abstractDigest !== after.abstractDigest)
  );
}

/** The documents of new papers, but for those that have to be made by Postgres. */
async function makeDocuments(
  db: Queryable,
  papers: readonly NumberedPaper[],
  keywords: ReadonlyMap<number, readonly string[]>,
  maker: DocumentMaker,
): Promise<Map<NumberedPaper, Uint8Array>> {
  const namesOf = await organizationNames(db, papers);
  const texts = papers.map(({ id, after, authors, abstract }) => {
    const said = {
      title: after.title,
      ...(authors && { authors }),
      ...(abstract && { abstract }),
    };
    return textsOf(said, keywords.get(id) ?? [], namesOf.get(after.organizationId));
  });
  const documents = await maker.make(askPostgres(db), texts);
  return new Map(papers.flatMap((paper, index) => (documents[index] ? [[paper, documents[index]]] : [])));
}

/** What the documents of an organization's papers say of it, by its number. */
async function organizationNames(
  db: Queryable,
  papers: readonly NumberedPaper[],
): Promise<Map<number | null, string[]>> {
  const ids = new Set(papers.flatMap(({ after }) => after.organizationId ?? []));
  if (ids.size === 0) return new Map();
  const rows = await db.query<{ id: number; name: string; slug: string }>(
    sql`select id, name, slug from organizations where id = any(${[...ids]}::int[])`,
    "search_organizations",
  );
  return new Map(rows.map(({ id, name, slug }) => [id, [name, slug]]));
}

async function replaceDocuments(
  db: Queryable,
  papers: readonly NumberedPaper[],
  renamedOrganizations: readonly number[],
): Promise<void> {
  const texts = papers.map(({ id, abstract }) => ({ id, abstract, cleared: abstract === null }));
  const renamed =
    renamedOrganizations.length === 0
      ? []
      : await db.query<{ id: number }>(
          sql`select id from papers where organization_id = any(${renamedOrganizations}::int[])`,
        );
  const known = new Set(texts.map(({ id }) => id));
  const rows = [
    ...texts,
    ...renamed.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, abstract: null, cleared: false })),
  ];
  if (rows.length === 0) return;
  await db.query(
    sql`
      insert into paper_texts as stored (paper_id, abstract, search)
      select id, body,
        setweight(to_tsvector('english', search_fold(title)), 'A')
        || setweight(to_tsvector('english', search_fold(names)), 'B')
        || setweight(to_tsvector('english', search_fold(coalesce(body, ''))), 'D')
      from (
        select row.id, p.title, case when not row.cleared then coalesce(row.abstract, t.abstract) end as body, concat_ws(
          ' ', o.name, o.slug,
          (select string_agg(a.name, ' ' order by a.position) from authorships a where a.paper_id = row.id and not a.hidden),
          (
            select string_agg(k.name, ' ' order by pk.position)
            from paper_keywords pk join keywords k on k.id = pk.keyword_id where pk.paper_id = row.id
          )
        ) as names
        from ${rowsAs("row", rows, { id: "int", abstract: "text", cleared: "boolean" })}
        join papers p on p.id = row.id
        left join paper_texts t on t.paper_id = row.id
        left join organizations o on o.id = p.organization_id
      ) document
      on conflict (paper_id) do update set abstract = excluded.abstract, search = excluded.search
    `,
    "record_refresh_search",
  );
}
