import type { Database } from "../../../src/db/database.js";
import { refreshStaleTermStatistics } from "../../../src/domain/upkeep/reanalyze.js";
import type { Operation } from "../measure.js";
import { siteQueries } from "./site-queries.js";
import { siteVariables } from "./site-variables.js";

/** Sets of variables per page. */
const rounds = 200;

/** The pages of a site, each with what must hold at every size. */
export async function siteOperations(db: Database): Promise<Operation[]> {
  // As a server does after a while.
  await refreshStaleTermStatistics(db);
  const variables = await siteVariables(db, rounds);
  return siteQueries.map(({ name, query }) => ({
    name: `site: ${name}`,
    query,
    variables: variables[name],
    target: { median: 30 },
  }));
}
