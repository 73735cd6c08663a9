import type { Route } from "../../../site/routing/route.js";

export interface FoundRoute {
  readonly route: Route;
  /** What follows the part of the path that the route names, decoded. */
  readonly rest: string;
}

/** A function that finds the route of a path. */
export function routeFinder(routes: readonly Route[]): (path: string) => FoundRoute | undefined {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  return (path) => {
    const route = byPath.get(path);
    if (route !== undefined) return { route, rest: "" };
    const end = path.indexOf("/", 1) + 1;
    const beginning = end > 0 && end < path.length ? byPath.get(`${path.slice(0, end)}*`) : undefined;
    const rest = beginning && decoded(path.slice(end));
    return beginning === undefined || rest === undefined ? undefined : { route: beginning, rest };
  };
}

/** Paths that differ from this one only in the format: of `/feed.xml`, `/feed.atom` and others. */
export function otherFormats(routes: readonly Route[], path: string): string[] {
  const beginning = /^\/\w+\.(?=\w+$)/.exec(path)?.[0];
  if (beginning === undefined) return [];
  return routes.map((route) => route.path).filter((each) => each.startsWith(beginning));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
