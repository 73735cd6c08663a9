import { globalIdText } from "../../domain/values/global-ids.js";

/** Addresses of the site's pages. */

export function paperAddress({ arxivId, id }: { arxivId: string | null; id: string }): string {
  return `/paper/${arxivId ?? encodeURIComponent(id)}`;
}

/** A name of one word could be a username. */
const ownName = /^Author\/name\/(\S+ .+)$/s;

export function authorAddress({ username, id }: { username: string | null; id: string }): string {
  const name = ownName.exec(globalIdText(id) ?? "")?.[1];
  return `/author/${encodeURIComponent(username ?? name ?? id)}`;
}

export function organizationAddress(slug: string): string {
  return `/org/${encodeURIComponent(slug)}`;
}

export function keywordAddress(name: string): string {
  return `/keyword/${encodeURIComponent(name)}`;
}

/** A path with a query string, if there is one. */
export function addressOf(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
