import { nameBeginnings } from "../../domain/values/folded-keys.js";
import { InputError } from "../../domain/values/input-error.js";
import { remembering } from "../../text/remembering.js";
import { foldSpace } from "../../text/spaces.js";
import type { FieldCost } from "../builder/cost.js";
import { type PageArguments, pageSize } from "../builder/prices.js";

/** Of a search by name, in characters. */
const maxNameLength = 1_000;

/** A search by name: nothing where the search box is empty. @throws InputError for one that no name can match */
export function searchText(search: string | null | undefined): string | undefined {
  const text = search == null ? undefined : foldSpace(search);
  if (text && text.length > maxNameLength)
    throw new InputError(`search: is longer than ${maxNameLength} characters; give the beginning of a name.`);
  return text || undefined;
}

/** A list of things with names. @param word what each word of a search adds to the statement and to the pass */
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

const wordsOfName = remembering(100, (search) => nameBeginnings(search.slice(0, maxNameLength)).length);
