import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { isDeepStrictEqual } from "node:util";
import { openDatabase } from "../../../src/db/client.js";
import { startServer } from "../live/live-server.js";
import { findPostmaster, readProcessorTime } from "../processor-time.js";
import type { Load, Loaded } from "./load.js";
import { peerQuestions, type Question } from "./questions.js";

/** What a peer gave for a question: medians over the rounds. */
export interface PeerMeasure {
  readonly peer: string;
  readonly requestsPerSecond: number;
  /** The slowest and the fastest round. */
  readonly spread: readonly [number, number];
  /** Milliseconds of CPU time per request; undefined where the system does not say. */
  readonly serverCpu: number | undefined;
  readonly postgresCpu: number | undefined;
}

export interface QuestionMeasure {
  readonly question: string;
  readonly peers: readonly PeerMeasure[];
}

interface Peer {
  readonly name: string;
  readonly pid: number | undefined;
  load(question: Question, index: number): Pick<Load, "url" | "bodies">;
}

const connections = 16;
const [warmUpMs, roundMs, rounds] = [2_000, 3_000, 5];

/**
 * Asks each peer the same questions, in interleaved rounds, from a process of its own.
 *
 * @throws Error if a peer gives another answer than the limit
 */
export async function measurePeers(url: string): Promise<QuestionMeasure[]> {
  const db = openDatabase({ url, connections: 2 });
  const [questions, postmaster] = await Promise.all([peerQuestions(db), findPostmaster(db)]);
  await db.close();
  const limit = startChild("limit-server.ts", [url]);
  const generator = startChild("load.ts");
  const server = await startServer(url);
  try {
    limit.send(questions.map(({ limit: statement }) => statement));
    const [port] = (await once(limit, "message")) as [number];
    const peers: Peer[] = [
      {
        name: "limit",
        pid: limit.pid,
        load: ({ rounds: all }, index) => ({
          url: `http://127.0.0.1:${port}/${index}`,
          bodies: all.map(({ values }) => JSON.stringify(values)),
        }),
      },
      {
        name: "papergraph",
        pid: server.pid,
        load: ({ query, rounds: all }) => ({
          url: `http://127.0.0.1:${server.port}/graphql`,
          bodies: all.map(({ variables }) => JSON.stringify({ query, variables })),
        }),
      },
    ];
    const measures: QuestionMeasure[] = [];
    for (const [index, question] of questions.entries()) {
      await requireEqual(peers, question, index);
      measures.push(await measureQuestion(generator, peers, postmaster, question, index));
    }
    return measures;
  } finally {
    await server.stop();
    limit.kill();
    generator.kill();
  }
}

async function measureQuestion(
  generator: ChildProcess,
  peers: readonly Peer[],
  postmaster: number,
  question: Question,
  index: number,
): Promise<QuestionMeasure> {
  const run = async (peer: Peer, milliseconds: number) => {
    const before = await readProcessorTime(peer.pid, postmaster);
    generator.send({ ...peer.load(question, index), connections, milliseconds } satisfies Load);
    const [loaded] = (await once(generator, "message")) as [Loaded];
    if (loaded.failure !== undefined) throw new Error(`${peer.name}, ${question.name}: ${loaded.failure}`);
    const after = await readProcessorTime(peer.pid, postmaster);
    const { requests, seconds } = loaded;
    const cpu = (of: (time: NonNullable<typeof after>) => number) =>
      before && after ? ((of(after) - of(before)) * 1_000) / requests : undefined;
    return {
      rate: requests / seconds,
      server: cpu(({ mainThread, otherThreads }) => mainThread + otherThreads),
      postgres: cpu(({ postgres }) => postgres),
    };
  };
  for (const peer of peers) await run(peer, warmUpMs);
  const results = new Map(peers.map((peer): [Peer, Awaited<ReturnType<typeof run>>[]] => [peer, []]));
  for (let round = 0; round < rounds; round++)
    for (const peer of peers) results.get(peer)?.push(await run(peer, roundMs));
  return {
    question: question.name,
    peers: [...results].map(([{ name }, measured]) => {
      const rates = measured.map(({ rate }) => rate);
      return {
        peer: name,
        requestsPerSecond: medianOf(rates),
        spread: [Math.min(...rates), Math.max(...rates)],
        serverCpu: medianOf(measured.flatMap(({ server }) => server ?? [])),
        postgresCpu: medianOf(measured.flatMap(({ postgres }) => postgres ?? [])),
      };
    }),
  };
}

async function requireEqual(peers: readonly Peer[], question: Question, index: number): Promise<void> {
  for (const at of [0, 1, 2]) {
    const answers = await Promise.all(
      peers.map(async (peer) => {
        const { url, bodies } = peer.load(question, index);
        const headers = { "content-type": "application/json" };
        return (await fetch(url, { method: "POST", headers, body: bodies[at] ?? "" })).json();
      }),
    );
    for (const [other, answer] of answers.entries())
      if (!isDeepStrictEqual(answer, answers[0]))
        throw new Error(
          `${question.name}: ${peers[other]?.name} gives ${JSON.stringify(answer).slice(0, 500)}, and the limit ${JSON.stringify(answers[0]).slice(0, 500)}.`,
        );
  }
}

function startChild(file: string, args: readonly string[] = []): ChildProcess {
  return fork(new URL(file, import.meta.url), args, { execArgv: ["--import", "tsx"] });
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
