import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import pg from "pg";
import { startServer } from "../live/live-server.js";
import { newerNode, newerNodeVersion, othersInstalled } from "./install-others.js";
import type { Peer } from "./peer.js";
import { postgraphileQuestions } from "./postgraphile-questions.js";
import type { Question } from "./questions.js";

export interface PeerServers {
  /** The limit first. */
  readonly peers: readonly Peer[];
  stop(): Promise<void>;
}

/**
 * Starts everything that is compared, over one database; the other servers as far as they are installed.
 *
 * @param cache whether the peers that can keep responses do
 */
export async function startPeers(
  url: string,
  questions: readonly Question[],
  cache: boolean,
  log: (line: string) => void,
): Promise<PeerServers> {
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  try {
    const peers = [await startLimit(url, questions, stops)];
    if (await othersInstalled())
      for (const start of [startPostgraphile, startApollo])
        await start(url, stops, cache).then(
          (peer) => peers.push(peer),
          ({ message }: Error) => log(`The comparison runs without a server: ${message}.`),
        );
    else log("The comparison runs without PostGraphile and Apollo, which are not installed.");
    peers.push(...(await startPapergraph(url, stops, cache)));
    return { peers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A process of this folder or of the other servers. */
export function startChild(
  file: string,
  args: readonly string[] = [],
  options: { execPath?: string; execArgv?: string[] } = { execArgv: ["--import", "tsx"] },
): ChildProcess {
  return fork(new URL(file, import.meta.url), args, {
    ...options,
    env: { ...process.env, NODE_ENV: "production", GRAPHILE_ENV: "production" },
  });
}

async function startLimit(
  url: string,
  questions: readonly Question[],
  stops: (() => unknown)[],
): Promise<Peer> {
  const child = startChild("limit-server.ts", [url]);
  stops.push(() => child.kill());
  child.send(questions.map(({ limit }) => limit));
  const port = await portOf(child, "limit-server.ts");
  const ids = questions.map(({ id }) => id);
  return {
    name: "limit",
    kind: "limit",
    cache: false,
    pid: child.pid,
    load: ({ id, rounds }) => ({
      url: `http://127.0.0.1:${port}/${ids.indexOf(id)}`,
      bodies: rounds.map(({ values }) => JSON.stringify(values)),
    }),
  };
}

/** papergraph on the Node of the bench, and on the newer one if that is installed. */
async function startPapergraph(url: string, stops: (() => unknown)[], cache: boolean): Promise<Peer[]> {
  const own = process.versions.node.split(".")[0];
  const newer = (await newerNodeVersion())?.split(".")[0];
  const runtimes = [
    { version: own, execPath: process.execPath },
    ...(newer === undefined || newer === own ? [] : [{ version: newer, execPath: newerNode }]),
  ];
  const peers: Peer[] = [];
  for (const { version, execPath } of runtimes) {
    const server = await startServer(url, { execPath, cache });
    stops.push(server.stop);
    peers.push({
      name: `papergraph, Node ${version}${cache ? ", cache" : ""}`,
      kind: "papergraph",
      cache,
      pid: server.pid,
      load: graphql(server.port, ({ query }, { variables }) => ({ query, variables })),
    });
  }
  return peers;
}

/** It keeps no responses. */
async function startPostgraphile(url: string, stops: (() => unknown)[]): Promise<Peer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  stops.push(() => client.end());
  await client.query(await readFile(new URL("others/postgraphile.sql", import.meta.url), "utf8"));
  stops.push(() => client.query("drop schema peers cascade"));
  const { port, pid } = await startOther("postgraphile.mjs", [url], stops);
  return {
    name: "PostGraphile 5",
    kind: "postgraphile",
    cache: false,
    pid,
    load: graphql(port, ({ id }, round) => {
      const { query, variables } = postgraphileQuestions[id];
      return { query, variables: variables(round) };
    }),
    read: ({ id }, data, round) => postgraphileQuestions[id].read(data, round),
  };
}

async function startApollo(url: string, stops: (() => unknown)[], cache: boolean): Promise<Peer> {
  const { port, pid } = await startOther("apollo.mjs", [url, ...(cache ? ["cache"] : [])], stops);
  return {
    name: `Apollo + Prisma${cache ? ", cache" : ""}`,
    kind: "other",
    cache,
    pid,
    // Its schema has the fields of papergraph's, and the IDs of the database.
    load: graphql(port, ({ id, query }, { variables, values: [key] }) => ({
      query,
      variables: id === "Q6" ? { id: key } : variables,
    })),
  };
}

async function startOther(file: string, args: readonly string[], stops: (() => unknown)[]) {
  const execPath = (await newerNodeVersion()) === undefined ? process.execPath : newerNode;
  const child = startChild(`others/${file}`, args, { execPath, execArgv: [] });
  stops.push(() => child.kill());
  return { pid: child.pid, port: await portOf(child, file) };
}

async function portOf(child: ChildProcess, file: string): Promise<number> {
  const ended = new AbortController();
  const [port] = (await Promise.race([
    once(child, "message", { signal: ended.signal }),
    once(child, "exit", { signal: ended.signal }).then(([code]) => {
      throw new Error(`${file} ended with code ${code}`);
    }),
  ]).finally(() => ended.abort())) as [number];
  return port;
}

function graphql(
  port: number,
  bodyOf: (question: Question, round: Question["rounds"][number]) => unknown,
): Peer["load"] {
  return (question) => ({
    url: `http://127.0.0.1:${port}/graphql`,
    bodies: question.rounds.map((round) => JSON.stringify(bodyOf(question, round))),
  });
}
