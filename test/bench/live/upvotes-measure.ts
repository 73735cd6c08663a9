import sql from "sql-template-tag";
import { startProgress } from "../../../src/commands/progress.js";
import { openDatabase } from "../../../src/db/client.js";
import { idOfRow } from "../../kit/models/row-ids.js";
import { quantile } from "../measure.js";
import { startServer } from "./live-server.js";

/** What it takes to record observations of upvotes. */
export interface UpvotesMeasure {
  observations: number;
  /** Papers that they are of, and papers that there are. */
  papers: number;
  of: number;
  /** Seconds for all in one call: the median of some calls, and the slowest. */
  median: number;
  slowest: number;
}

const observationCount = 10_000;
const calls = 5;

/** Sends observations to a server, all in one call, boards and events included; each call brings new ones. */
export async function measureUpvotes(databaseUrl: string): Promise<UpvotesMeasure> {
  const db = openDatabase({ url: databaseUrl, connections: 1 });
  const server = await startServer(databaseUrl);
  const progress = startProgress(`recording ${observationCount} observations`, calls);
  try {
    const papers = await db.query<{ id: number; upvotes: number; of: number }>(sql`
      select id, upvotes, (count(*) over ())::int as of from papers order by md5(id::text) limit ${observationCount}
    `);
    const times: number[] = [];
    const rounds = Math.ceil(observationCount / papers.length);
    for (let call = 0; call < calls; call++) {
      const now = Date.now();
      const observations = Array.from({ length: observationCount }, (_, index) => {
        const { id, upvotes } = papers[index % papers.length] ?? { id: 0, upvotes: 0 };
        // Where there are fewer papers, each is observed several times, later each time.
        const round = Math.floor(index / papers.length);
        return {
          paper: { id: idOfRow("Paper", id) },
          upvotes: upvotes + 1 + (index % 7) + round + call * 10,
          observedAt: new Date(now - rounds + round).toISOString(),
        };
      });
      const started = performance.now();
      const { recordUpvotes } = await server.write(
        `mutation ($observations: [UpvoteObservationInput!]!) {
          recordUpvotes(observations: $observations, source: "bench") { recorded unchanged rejected { message } }
        }`,
        { observations },
      );
      times.push((performance.now() - started) / 1_000);
      const { recorded } = recordUpvotes as { recorded: number };
      if (recorded !== observationCount)
        throw new Error(`Of ${observationCount} observations ${recorded} were recorded.`);
      progress.update(call + 1);
    }
    return {
      observations: observationCount,
      papers: papers.length,
      of: papers[0]?.of ?? 0,
      median: quantile(times, 0.5),
      slowest: Math.max(...times),
    };
  } finally {
    progress.end();
    await server.stop();
    await db.close();
  }
}
