import type { GraphQLSchema } from "graphql";
import type { Random } from "../../seed/random.js";
import { type GeneratedOperation, generateOperation, type OperationKind } from "./documents.js";
import { hostileHeaders, hostileHttp, spoilParams } from "./http-mutations.js";
import { mutate } from "./mutations.js";
import { persistParams } from "./persisted.js";
import { type Pool, pick } from "./pool.js";

export const transports = ["post", "get", "sse", "websocket", "breach"] as const;
export type Transport = (typeof transports)[number];

/** A request over HTTP, ready to be sent. */
export interface HttpRequest {
  readonly transport: "post" | "get" | "sse";
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
  /** Sends the body in chunks, without a Content-Length. */
  chunked: boolean;
  /** Milliseconds after which the client closes the connection, if it does not wait for the response. */
  leavesAfterMs?: number;
}

/** An operation over an initialized WebSocket. */
export interface WebSocketRequest {
  readonly transport: "websocket";
  readonly payload: string;
  readonly kind: OperationKind;
}

/** Messages that violate the protocol, sent on their own WebSocket. */
export interface BreachRequest {
  readonly transport: "breach";
  readonly protocol: string;
  readonly path: string;
  readonly messages: readonly (string | Buffer)[];
}

export type FuzzRequest = HttpRequest | WebSocketRequest | BreachRequest;

export interface Generator {
  /** Generates the request at an index, determined by seed, index, schema and keys. */
  generate(index: number): FuzzRequest;
}

export interface GeneratorOptions {
  readonly random: Random;
  readonly seed: number;
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  readonly token: string;
  /** Transports to use, with the shares in `weights`. */
  readonly transports: readonly Transport[];
}

const weights: Record<Transport, number> = { post: 60, get: 16, sse: 8, websocket: 15, breach: 1 };
const mutatedShare = 0.35;
const persistedShare = 0.1;
const hostileHttpShare = 0.06;
const impatientShare = 0.02;
const maxPatienceMs = 200;

export function createGenerator({
  random,
  seed,
  schema,
  pool,
  token,
  ...options
}: GeneratorOptions): Generator {
  const wheel = options.transports.flatMap((transport) =>
    Array<Transport>(weights[transport]).fill(transport),
  );

  function operationFor(transport: Transport): GeneratedOperation {
    const kind = kindFor(random, transport);
    const operation = generateOperation(random, pool, schema, kind);
    if (random.chance(mutatedShare)) mutate(random, operation);
    return operation;
  }

  return {
    generate(index) {
      random.restart(seed, index);
      const transport = pick(random, wheel);
      if (transport === "breach") return breach(random);
      const operation = operationFor(transport);
      const params: Record<string, unknown> = {
        query: operation.query,
        ...(Object.keys(operation.variables).length > 0 || random.chance(0.3)
          ? { variables: operation.variables }
          : {}),
        ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }),
      };
      if (random.chance(persistedShare)) persistParams(random, params, operation.kind);
      if (random.chance(0.03)) spoilParams(random, params);
      if (transport === "websocket")
        return { transport, payload: JSON.stringify(params), kind: operation.kind };
      const request = httpRequest(random, transport, params);
      if (operation.kind === "mutation" && random.chance(0.7))
        request.headers["authorization"] = `Bearer ${token}`;
      if (random.chance(hostileHttpShare)) hostileHttp(random, request);
      if (random.chance(0.05)) hostileHeaders(random, request.headers);
      if (random.chance(impatientShare)) request.leavesAfterMs = random.below(maxPatienceMs);
      return request;
    },
  };
}

function kindFor(random: Random, transport: Transport): OperationKind {
  const share = random.fraction();
  if (transport === "sse") return share < 0.8 ? "subscription" : "query";
  if (transport === "websocket") return share < 0.3 ? "subscription" : share < 0.97 ? "query" : "mutation";
  return share < 0.95 ? "query" : share < 0.98 ? "mutation" : "subscription";
}

function httpRequest(
  random: Random,
  transport: "post" | "get" | "sse",
  params: Record<string, unknown>,
): HttpRequest {
  const accept =
    transport === "sse"
      ? "text/event-stream"
      : pick(random, [
          "application/json",
          "application/graphql-response+json",
          "*/*",
          "application/graphql-response+json, application/json;q=0.5",
        ]);
  if (transport === "get" || (transport === "sse" && random.chance(0.4))) {
    const path = `/graphql?${new URLSearchParams(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
      ]),
    )}`;
    // Longer request lines are refused by Node itself; occasionally generated too.
    if (path.length < 14_000 || random.chance(0.01))
      return {
        transport,
        method: "GET",
        path: path.slice(0, 60_000),
        headers: { accept },
        body: undefined,
        chunked: false,
      };
  }
  const type = random.chance(0.1) ? "application/json; charset=utf-8" : "application/json";
  return {
    transport,
    method: "POST",
    path: "/graphql",
    headers: { accept, "content-type": type },
    body: Buffer.from(JSON.stringify(params)),
    chunked: random.chance(0.1),
  };
}

function breach(random: Random): BreachRequest {
  const init = JSON.stringify({ type: "connection_init" });
  const subscribe = (id: unknown, payload: unknown) => JSON.stringify({ id, type: "subscribe", payload });
  const live = { query: "subscription { paperAdded { cursor } }" };
  const messages = pick<(string | Buffer)[]>(random, [
    ["junk"],
    [""],
    ["null"],
    ["[]"],
    [`${"[".repeat(50_000)}`],
    [`{"type":"connection_init","payload":${"[".repeat(40_000)}${"]".repeat(40_000)}}`],
    [`{"type":"connection_init","payload":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}}`],
    [JSON.stringify({ type: "connection_init", payload: "text" })],
    [JSON.stringify({ type: "connection_init", payload: { Authorization: 5, authorization: ["x"] } })],
    [init, init],
    [subscribe("1", live)],
    [init, subscribe("1", live), subscribe("1", live)],
    [init, subscribe("é".repeat(100), live), subscribe("é".repeat(100), live)],
    [init, subscribe("1", live), JSON.stringify({ id: "1", type: "complete" }), subscribe("1", live), "junk"],
    [init, subscribe("", live)],
    [init, subscribe(5, live)],
    [init, subscribe(undefined, live)],
    [init, subscribe("1", undefined)],
    [init, subscribe("1", { query: 5 })],
    [init, subscribe("1", { query: "{ __typename }", variables: "x" })],
    [init, subscribe("1", { query: "{ __typename }", extensions: 5 })],
    [init, subscribe("x".repeat(200_000), live)],
    [init, JSON.stringify({ id: "1", type: "next", payload: {} })],
    [init, JSON.stringify({ id: "nobody", type: "complete" })],
    [init, JSON.stringify({ type: "unknown" })],
    [init, JSON.stringify({ type: "pong" }), JSON.stringify({ type: "ping", payload: 5 })],
    [init, Buffer.from([0, 255, 254])],
    [init, "x".repeat(1_100_000)],
    [init, "\0"],
  ]);
  return {
    transport: "breach",
    protocol: random.chance(0.9) ? "graphql-transport-ws" : pick(random, ["graphql-ws", "nope", ""]),
    path: random.chance(0.95) ? "/graphql" : pick(random, ["/", "/graphql/x", "/graphql?x=%00", "/health"]),
    messages,
  };
}
