import { copyDatabase, databaseOf, dropDatabase } from "../world.js";
import { type AudienceMeasure, measureAudience } from "./audience-measure.js";
import { type FiltersMeasure, measureFilters } from "./filters-measure.js";
import { instant } from "./instant.js";
import { openNews } from "./news.js";
import { measureUpvotes, type UpvotesMeasure } from "./upvotes-measure.js";

/** What live updates cost. */
export interface LiveMeasures {
  /** How many papers the database held at first. */
  size: number;
  audiences: AudienceMeasure[];
  filters: FiltersMeasure;
  upvotes: UpvotesMeasure;
}

/** Measures on a copy of the world of a size, so that the world stays as it is. */
export async function measureLive(
  clusterUrl: string,
  size: number,
  subscribers: readonly number[],
): Promise<LiveMeasures> {
  const name = "bench_live";
  const url = await copyDatabase(clusterUrl, databaseOf(size), name);
  const news = await openNews(url, size, instant);
  try {
    const upvotes = await measureUpvotes(url);
    const audiences: AudienceMeasure[] = [];
    for (const transport of ["sse", "websocket"] as const)
      for (const count of subscribers) audiences.push(await measureAudience(url, news, transport, count));
    const filters = await measureFilters(url, news, Math.max(...subscribers));
    return { size, audiences, filters, upvotes };
  } finally {
    await news.close();
    await dropDatabase(clusterUrl, name);
  }
}
