import type { GraphQLClient } from "graphql-request";
import type { DashboardQuery } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";

/** All data of a dashboard in one query. */
export const dashboard = graphql(`
  query Dashboard($filter: PaperFilter!) {
    weeks: paperStats(filter: $filter, by: [WEEK]) {
      totals { papers upvotes authors organizations medianUpvotes maxUpvotes }
      groups { period totals { papers upvotes } }
    }
    organizations: paperStats(filter: $filter, by: [ORGANIZATION], first: 10) {
      groups { organization { slug name } totals { papers upvotes } }
    }
    authors: paperStats(filter: $filter, by: [AUTHOR], first: 10) {
      groups { author { id name } totals { papers upvotes } }
    }
    keywords: paperStats(filter: $filter, by: [KEYWORD], first: 10) {
      groups { keyword { name } totals { papers upvotes } }
    }
  }
`);

/** Loads the statistics of papers published in a period, inclusive. */
export async function loadDashboard(
  client: GraphQLClient,
  from: string,
  to: string,
): Promise<DashboardQuery> {
  return client.request(dashboard, { filter: { publishedOn: { from, to } } });
}
