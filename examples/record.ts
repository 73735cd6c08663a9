import { GraphQLClient } from "graphql-request";
import { graphql } from "./generated/index.js";
import { url } from "./server.js";

/**
 * `INGEST_TOKEN=… npx tsx examples/record.ts`, while a server with the same token runs: records a paper, then more upvotes.
 * Subscribers receive both events.
 */
const token = process.env["INGEST_TOKEN"];
if (!token) throw new Error("Set INGEST_TOKEN to the write token of the server.");
const client = new GraphQLClient(url, { headers: { authorization: `Bearer ${token}` } });

const recordPaper = graphql(`
  mutation RecordPaper($paper: PaperInput!) {
    recordPapers(papers: [$paper], source: "example") {
      added
      updated
      rejected { message }
    }
  }
`);

const recordUpvotes = graphql(`
  mutation RecordUpvotes($observations: [UpvoteObservationInput!]!) {
    recordUpvotes(observations: $observations, source: "example") {
      recorded
      rejected { message }
    }
  }
`);

const now = new Date();
// Real IDs have months from 01 to 12.
const [arxivId = `2699.${String(Math.floor(now.getTime() / 1_000) % 100_000).padStart(5, "0")}`] =
  process.argv.slice(2);
const title = `A paper of ${now.toISOString().slice(11, 19)}`;

const { recordPapers: paper } = await client.request(recordPaper, {
  paper: { arxivId, title, publishedAt: now.toISOString(), upvotes: 3 },
});
process.stdout.write(`${arxivId}: ${paper.added} added, ${paper.updated} updated\n`);

const { recordUpvotes: upvotes } = await client.request(recordUpvotes, {
  observations: [{ paper: { arxivId }, upvotes: 12, observedAt: new Date().toISOString() }],
});
process.stdout.write(`${upvotes.recorded} observation recorded\n`);
for (const { message } of [...paper.rejected, ...upvotes.rejected]) process.stderr.write(`${message}\n`);
