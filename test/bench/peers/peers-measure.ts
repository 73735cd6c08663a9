import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { isDeepStrictEqual } from "node:util";
import { openDatabase } from "../../../src/db/client.js";
import { findPostmaster, readProcessorTime } from "../processor-time.js";
import type { Load, Loaded } from "./load.js";
import type { Peer } from "./peer.js";
import { startChild, startPeers } from "./peer-servers.js";
import { peerQuestions, type Question } from "./questions.js";

/** What a peer gave for a question: medians over the rounds. */
export interface PeerMeasure {
  readonly peer: string;
  readonly kind: Peer["kind"];
  /** Whether it keeps responses. */
  readonly cache: boolean;
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

const connections = 16;
const [warmUpMs, roundMs, rounds] = [2_000, 3_000, 5];
/** Code is compiled and statements are planned after some hundred requests, which take longer on a busy machine. */
const warmUpRequests = 1_000;
/** Of this many sets of variables, one has its answers compared. */
const checkedEvery = 10;

/**
 * Asks each peer the same questions, in interleaved rounds, from a process of its own.
 *
 * @throws Error if a peer gives another answer than the limit
 */
export async function measurePeers(url: string, log: (line: string) => void): Promise<QuestionMeasure[]> {
  const db = openDatabase({ url, connections: 2 });
  const [questions, postmaster] = await Promise.all([peerQuestions(db), findPostmaster(db)]);
  await db.close();
  const equal = questions.filter(({ id }) => id === "Q2").map(repeated);
  const generator = startChild("load.ts");
  try {
    const measures: QuestionMeasure[] = [];
    for (const [cache, asked] of [
      [false, questions],
      [true, equal],
    ] as const) {
      const { peers, stop } = await startPeers(url, questions, cache, log);
      try {
        for (const question of asked) {
          log(question.name);
          await requireEqual(peers, question);
          measures.push(await measureQuestion(generator, peers, postmaster, question));
        }
      } finally {
        await stop();
      }
    }
    return measures;
  } finally {
    generator.kill();
  }
}

/** The question with the same variables each time. */
function repeated({ id, name, rounds: [round], ...question }: Question): Question {
  return { ...question, id, name: `${id} again: the same question each time`, rounds: round ? [round] : [] };
}

async function measureQuestion(
  generator: ChildProcess,
  peers: readonly Peer[],
  postmaster: number,
  question: Question,
): Promise<QuestionMeasure> {
  const run = async (peer: Peer, milliseconds: number, atLeast = 0) => {
    const before = await readProcessorTime(peer.pid, postmaster);
    generator.send({ ...peer.load(question), connections, milliseconds, atLeast } satisfies Load);
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
  for (const peer of peers) await run(peer, warmUpMs, warmUpRequests);
  const results = new Map(peers.map((peer): [Peer, Awaited<ReturnType<typeof run>>[]] => [peer, []]));
  for (let round = 0; round < rounds; round++)
    for (const peer of peers) results.get(peer)?.push(await run(peer, roundMs));
  return {
    question: question.name,
    peers: [...results].map(([{ name, kind, cache }, measured]) => {
      const rates = measured.map(({ rate }) => rate);
      return {
        peer: name,
        kind,
        cache,
        requestsPerSecond: medianOf(rates),
        spread: [Math.min(...rates), Math.max(...rates)],
        serverCpu: medianOf(measured.flatMap(({ server }) => server ?? [])),
        postgresCpu: medianOf(measured.flatMap(({ postgres }) => postgres ?? [])),
      };
    }),
  };
}

async function requireEqual(peers: readonly Peer[], question: Question): Promise<void> {
  for (const [at, round] of question.rounds.entries()) {
    if (at % checkedEvery > 0) continue;
    const answers = await Promise.all(
      peers.map(async (peer) => {
        const { url, bodies } = peer.load(question);
        const headers = { "content-type": "application/json" };
        const response = await fetch(url, { method: "POST", headers, body: bodies[at] ?? "" });
        const { data, ...others } = (await response.json()) as { data: unknown };
        if (Object.keys(others).length > 0)
          throw new Error(`${question.name}: ${peer.name} gives ${JSON.stringify(others).slice(0, 500)}`);
        return peer.read?.(question, data, round) ?? data;
      }),
    );
    for (const [other, answer] of answers.entries())
      if (!isDeepStrictEqual(answer, answers[0]))
        throw new Error(
          `${question.name}: ${peers[other]?.name} gives ${JSON.stringify(answer).slice(0, 500)}, and the limit ${JSON.stringify(answers[0]).slice(0, 500)}.`,
        );
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
