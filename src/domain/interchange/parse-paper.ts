import type { z } from "zod";
import { parseArxivId } from "../../text/arxiv-ids.js";
import { withoutValues } from "./bad-values.js";
import { quote } from "./checks.js";
import { stripEtAl } from "./et-al.js";
import type { PaperDraft } from "./paper-draft.js";
import { links, paperSchema } from "./paper-schema.js";

// Validates untrusted values. Field names are those of `PaperInput`; readers of other formats convert their records
// first.

/** A draft and warnings about dropped values, or the problem: `authors[3].name: expected text`. */
export type ParsedDraft = { draft: PaperDraft; warnings?: readonly string[] } | { problem: string };

/** Validates a record in the shape of `PaperInput`. Unknown fields are errors, so that typos do not go unnoticed. */
export function parsePaperInput(value: unknown): ParsedDraft {
  const parsed = parse(value);
  if ("problem" in parsed) return parsed;
  // Invalid links do not reject a paper.
  const [bad] = parsed.left.filter(({ path }) => !links.has(path.at(-1)));
  return bad ? { problem: describe(bad) } : { draft: parsed.draft };
}

/**
 * Like `parsePaperInput`, for records that cannot be sent back for correction: drops invalid values with a warning,
 * and rejects a paper only for an invalid title or identifier.
 */
export function readPaperInput(value: unknown): ParsedDraft {
  const parsed = parse(value);
  if ("problem" in parsed || parsed.left.length === 0) return parsed;
  return { draft: parsed.draft, warnings: parsed.left.map(describe) };
}

interface Issue {
  path: readonly PropertyKey[];
  code?: string | undefined;
  message: string;
}

const none: readonly Issue[] = [];
/** Dropping an invalid value can reveal another, such as a list that is too long. */
const maxRounds = 4;

function parse(value: unknown): { draft: PaperDraft; left: readonly Issue[] } | { problem: string } {
  const bad = badIdentifier(value);
  if (bad !== undefined) return { problem: bad };
  const left: Issue[] = [];
  let rest = value;
  for (let round = 0; ; round += 1) {
    const parsed = paperSchema.safeParse(rest);
    if (parsed.success) return { draft: withoutMissing(parsed.data), left: left.length === 0 ? none : left };
    const { issues } = parsed.error;
    const [first] = issues;
    if (first === undefined) return { problem: "expected a paper" };
    const typo = issues.find(({ code }) => code === "unrecognized_keys");
    rest =
      typo || round === maxRounds
        ? undefined
        : withoutValues(
            rest,
            issues.map(({ path }) => path),
          );
    if (rest === undefined) return { problem: describe(typo ?? issues.find(isFatal) ?? first) };
    left.push(...issues);
  }
}

/** Checked first, because other archives are full of invalid identifiers. */
function badIdentifier(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("arxivId" in value)) return undefined;
  const { arxivId: id } = value;
  if (typeof id !== "string" || /^\d{4}\.\d{4,5}$/.test(id) || parseArxivId(id) !== undefined)
    return undefined;
  return `arxivId: ${quote(id)} is not an arXiv identifier like 2507.03607 or hep-th/9901001`;
}

function isFatal({ path: [field] }: Issue): boolean {
  return field === undefined || field === "title" || field === "arxivId";
}

function describe({ path, message }: Issue): string {
  return `${pathOf(path)}${message}`;
}

/** Drops authors whose printed name is a placeholder, unless they have an account, and placeholders within names. */
function namedAuthors<Author extends { name: string; accountId?: string | undefined }>(
  authors: Author[],
): Author[] {
  if (authors.every(({ name }) => stripEtAl(name) === name)) return authors;
  return authors.flatMap((author) => {
    const name = stripEtAl(author.name);
    if (name === author.name) return author;
    if (name === "") return author.accountId === undefined ? [] : author;
    return { ...author, name };
  });
}

/** Drops missing values, so that `"field" in draft` shows whether it was stated. */
function withoutMissing(paper: z.output<typeof paperSchema>): PaperDraft {
  const { authors, organization } = paper;
  if (authors) paper.authors = namedAuthors(authors).map(dropMissing);
  if (organization) paper.organization = dropMissing(organization);
  return dropMissing(paper) as PaperDraft;
}

function dropMissing<T extends object>(value: T): T {
  for (const key in value) if (value[key] === undefined) return copyOfStated(value);
  return value;
}

function copyOfStated<T extends object>(value: T): T {
  const kept: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key];
  return kept as T;
}

function pathOf(path: readonly PropertyKey[]): string {
  const names = path.map((part, index) =>
    typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
  );
  return names.length === 0 ? "" : `${names.join("")}: `;
}
