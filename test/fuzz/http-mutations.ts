import type { Random } from "../../seed/random.js";
import { pick } from "./pool.js";
import type { HttpRequest } from "./requests.js";
import { hostileValue } from "./values.js";

/** Mutates the parameters of a request: their types and names, or additional ones. */
export function spoilParams(random: Random, params: Record<string, unknown>): void {
  switch (random.below(7)) {
    case 0:
      params["query"] = hostileValue(random);
      return;
    case 1:
      params["variables"] = hostileValue(random);
      return;
    case 2:
      params["operationName"] = hostileValue(random);
      return;
    case 3:
      params["extensions"] = hostileValue(random);
      return;
    case 4:
      params["extensions"] = { persistedQuery: hostileValue(random) };
      return;
    case 5:
      params["id"] = "1";
      params["doc_id"] = hostileValue(random);
      return;
    default:
      delete params["query"];
  }
}

const contentTypes = [
  ...[
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
  ],
  ...[
    "application/graphql",
    "application/graphql+json",
    "application/json; charset=utf-16",
    "application/json;;",
    "",
    "x",
  ],
];

const accepts = [
  "text/html",
  "image/png",
  "",
  ";;;",
  "*/*;q=0",
  "application/json;q=x",
  "multipart/mixed",
  "multipart/mixed;subscriptionSpec=1.0, application/json",
];

/** Mutates the HTTP headers of a request, or breaks its JSON. */
export function hostileHttp(random: Random, request: HttpRequest): void {
  const body = request.body ?? Buffer.alloc(0);
  const put = (text: string | Buffer) => {
    if (request.method === "GET") return;
    request.body = Buffer.from(text);
  };
  switch (random.below(12)) {
    case 0:
      request.method = pick(random, ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "GET", "POST"]);
      return;
    case 1:
      request.headers["content-type"] = pick(random, contentTypes);
      return;
    case 2:
      request.headers["accept"] = pick(random, accepts);
      return;
    case 3:
      put(body.subarray(0, random.below(body.length + 1)));
      return;
    case 4:
      put(Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), body]));
      return;
    case 5:
      put(`\ufeff${body}`);
      return;
    case 6:
      put(`[${body},${body}]`);
      return;
    case 7:
      put(
        pick(random, [
          "",
          "null",
          "5",
          '"x"',
          "[]",
          "{}",
          "{",
          "NaN",
          "\0",
          "[".repeat(45_000),
          '{"a":'.repeat(30_000),
        ]),
      );
      return;
    case 8:
      request.headers["content-encoding"] = pick(random, ["gzip", "br", "deflate", "identity", "x"]);
      return;
    case 9:
      request.path = pick(random, [
        "/",
        "/graphql/",
        "/graphql?query=",
        "/graphql?variables={",
        "/graphql?query={a}&query={b}",
        "/nope",
        "/health",
        "/ready",
        "/%00",
        "/graphql?%",
        "/graphql?query=%ff",
        "//graphql",
        "/graphql/../etc",
      ]);
      return;
    case 10:
      put(
        `{"query":"{ papers(first: 1) { totalCount } }","variables":{"a":"${"x".repeat(random.below(200_000))}"}}`,
      );
      return;
    default:
      put(`{"query":"{ __typename }","variables":${'{"a":'.repeat(500)}1${"}".repeat(500)}}`);
      return;
  }
}

/** Adds a header that few clients send. */
export function hostileHeaders(random: Random, headers: Record<string, string>): void {
  const [name, value] = pick<readonly [string, string]>(random, [
    ["origin", pick(random, ["null", "https://example.org", "x", "https://a b"])],
    ["last-event-id", pick(random, ["", "x", "bm9uc2Vuc2U", "9".repeat(500)])],
    ["authorization", pick(random, ["Bearer x", "Bearer", "Basic Og==", "x".repeat(4_000)])],
    ["x-forwarded-for", pick(random, ["1.2.3.4", "x", "::ffff:1.2.3.4, 5.6.7.8", ",,,"])],
    ["accept-encoding", pick(random, ["gzip", "br;q=0", "identity;q=0, *;q=0", "x;;"])],
    ["accept-language", "x".repeat(3_000)],
    ["if-none-match", pick(random, ["*", '"x"', "x".repeat(3_000)])],
    ["expect", "100-continue"],
    ["range", "bytes=0-1"],
    ["host", pick(random, ["a b", "", "x:99999", "[::1", "example.org"])],
    ["cookie", "a=b; ".repeat(500)],
    ["apollo-require-preflight", "true"],
  ]);
  headers[name] = value;
}
