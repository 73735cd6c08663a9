import { namePrefixes } from "../../domain/values/folded-keys.js";
import { InputError } from "../../domain/values/input-error.js";
import { remembering } from "../../text/remembering.js";
import { foldSpace } from "../../text/spaces.js";
import type { FieldCost } from "../builder/cost.js";
import { type PageArguments, pageSize } from "../builder/prices.js";

/** Maximum length of a search by name. */
const maxNameLength = 1_000;

/** Normalizes a search by name; undefined if it is blank. @throws InputError if it is too long */
export function searchText(search: string | null | undefined): string | undefined {
  const text = search == null ? undefined : foldSpace(search);
  if (text && text.length > maxNameLength)
    throw new InputError(
      `search: expected at most ${maxNameLength} characters. Search for the beginning of a name.`,
    );
  return text || undefined;
}

/** A list that can be searched by name. @param word price of each word, per statement and pass */
export function namedListCost(
  statement: number,
  pass: number,
  word: number,
): FieldCost<PageArguments & { search?: string | null | undefined }> {
  const words = (search: string | null | undefined) => (search ? word * wordsOfName(search) : 0);
  return {
    statement: ({ search }) => statement + words(search),
    page: pageSize,
    pass: ({ search }) => pass + words(search),
  };
}

const wordsOfName = remembering(100, (search) => namePrefixes(search.slice(0, maxNameLength)).length);
