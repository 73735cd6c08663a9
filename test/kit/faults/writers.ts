import { setTimeout as delay } from "node:timers/promises";
import sql from "sql-template-tag";
import type { Queryable } from "../../../src/db/database.js";
import { testToken } from "../server/app.js";

// Crawlers that write through the API with retries, which have no effect if the first attempt was stored.

export const organizations = ["north-lab", "east-lab", "south-lab", "west-lab"] as const;

/** The arXiv id of paper number n. */
export function arxivIdOf(n: number): string {
  return `2501.${String(10_000 + n)}`;
}

/** Papers from number `from` on, each with a different number of upvotes. */
export function papersFrom(from: number, count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return {
      arxivId: arxivIdOf(n),
      title: `Surviving fault number ${n}`,
      publishedAt: new Date(Date.now() - 3_600_000).toISOString(),
      organization: { slug: organizations[n % organizations.length] },
      upvotes: shuffled(n) % 50,
    };
  });
}

/** @param fields additional fields of all papers */
export async function writePapers(
  origin: () => string,
  from: number,
  count: number,
  fields: { abstract?: string } = {},
): Promise<void> {
  await write(
    origin,
    'mutation ($papers: [PaperInput!]!) { receipt: recordPapers(papers: $papers, source: "faults") { rejected { message } } }',
    { papers: papersFrom(from, count).map((paper) => ({ ...paper, ...fields })) },
  );
}

/** New upvotes for papers from number `from` on, different in each round, so that boards change. */
export async function writeUpvotes(
  origin: () => string,
  round: number,
  from: number,
  count: number,
): Promise<void> {
  const observedAt = new Date().toISOString();
  const observations = Array.from({ length: count }, (_, index) => ({
    paper: { arxivId: arxivIdOf(from + index) },
    upvotes: 50 + 10 * round + (shuffled(from + index + 7919 * round) % 100),
    observedAt,
  }));
  await write(
    origin,
    'mutation ($observations: [UpvoteObservationInput!]!) { receipt: recordUpvotes(observations: $observations, source: "faults") { rejected { message } } }',
    { observations },
  );
}

/** Milliseconds for which a crawler retries. */
const timeoutMs = 45_000;

async function write(origin: () => string, query: string, variables: unknown): Promise<void> {
  const body = JSON.stringify({ query, variables });
  for (const deadline = Date.now() + timeoutMs; ; await delay(20)) {
    const answer = await post(origin(), body);
    if (answer?.data) {
      const { rejected } = answer.data.receipt;
      if (rejected.length > 0)
        throw new Error(`Something was rejected: ${JSON.stringify(rejected.slice(0, 3))}`);
      return;
    }
    const code = answer?.errors?.[0]?.extensions.code ?? "none";
    if (answer !== undefined && code !== "DATABASE_UNAVAILABLE")
      throw new Error(`It could not be written: ${JSON.stringify(answer)}`);
    if (Date.now() > deadline) throw new Error("No server has accepted the write.");
  }
}

interface Written {
  data?: { receipt: { rejected: { message: string }[] } } | null;
  errors?: { message: string; extensions: { code: string } }[];
}

/** Undefined without a complete response. */
async function post(origin: string, body: string): Promise<Written | undefined> {
  try {
    const response = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${testToken}` },
      body,
    });
    return (await response.json()) as Written;
  } catch {
    return undefined;
  }
}

export async function paperIdOf(db: Queryable, n: number): Promise<number> {
  const [paper] = await db.query<{ id: number }>(sql`select id from papers where arxiv_id = ${arxivIdOf(n)}`);
  if (!paper) throw new Error(`There is no paper number ${n}.`);
  return paper.id;
}

/** Deterministic pseudorandom number of n. */
function shuffled(n: number): number {
  return Math.imul(n + 1, 2_654_435_761) >>> 8;
}
