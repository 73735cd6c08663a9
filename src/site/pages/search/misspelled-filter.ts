import { author } from "../../address/codecs.js";
import type { PaperFilterJson } from "../../address/filter-json.js";
import type { Similar } from "../../routing/problems.js";
import type { Ask } from "../../routing/route.js";
import { redirected, similarNames, unknownAuthor } from "./similar-names.js";

type AddressOf = (filter: PaperFilterJson) => string;

const noAuthor =
  /^filter\.(authors|coauthorsOf)\[(\d+)\]: no author has this username or name: ("(?:[^"\\]|\\.)*")/;

/** What to throw for an error of the API: if it is an unknown author of the filter, those that may be meant. */
export async function withSimilarAuthors(
  error: Error,
  filter: PaperFilterJson,
  addressOf: AddressOf,
  ask: Ask,
): Promise<Error> {
  const [, field, index, name] = noAuthor.exec(error.message) ?? [];
  if ((field !== "authors" && field !== "coauthorsOf") || name === undefined) return error;
  const replaced = (called: string) =>
    (filter[field] ?? []).map((each, place) => (place === Number(index) ? author.read.parse(called) : each));
  const hrefOf = (called: string) => addressOf({ ...filter, [field]: replaced(called) });
  return unknownAuthor(String(JSON.parse(name)), hrefOf, ask);
}

const paths = { organizations: "/org/", keywords: "/keyword/" } as const;
/** Further names are not looked up. */
const maxNames = 3;

/** Filters that may be meant by one that matches nothing, with other organizations or keywords. */
export async function similarFilters(
  filter: PaperFilterJson,
  addressOf: AddressOf,
  ask: Ask,
): Promise<Similar[]> {
  const found: Similar[] = [];
  for (const field of ["organizations", "keywords"] as const) {
    const names = filter[field] ?? [];
    for (const name of names.slice(0, maxNames)) {
      const hrefOf = (called: string) =>
        addressOf({ ...filter, [field]: names.map((each) => (each === name ? called : each)) });
      const similar = redirected(await similarNames(name, ask), paths[field], hrefOf);
      // A name that exists is not the reason.
      if (!similar.some(({ href }) => href === addressOf(filter))) found.push(...similar);
    }
  }
  return found;
}
