import { InputError } from "../domain/values/input-error.js";
import { foldSpace } from "../text/spaces.js";

/** Of a search by name, in characters. */
export const maxNameLength = 1_000;

/** A search by name: nothing where the search box is empty. @throws InputError for one that no name can match */
export function searchText(search: string | null | undefined): string | undefined {
  const text = search == null ? undefined : foldSpace(search);
  if (text && text.length > maxNameLength)
    throw new InputError(`search: is longer than ${maxNameLength} characters; give the beginning of a name.`);
  return text || undefined;
}
