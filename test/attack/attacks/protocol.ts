import type { Attack, Target } from "../attack.js";
import { createSender, repeat } from "../http.js";
import { exchange, rawRequest } from "../sockets.js";

const small = JSON.stringify({ query: "{ papers(first: 1) { totalCount } }" });

/** Requests that are invalid HTTP/1.1, or that proxies and servers interpret differently. */
const malformed = (target: Target): Readonly<Record<string, string>> => {
  const post = rawRequest(target, { body: small });
  const headers = (text: string) => post.replace("\r\n\r\n", `\r\n${text}\r\n\r\n`);
  return {
    "HTTP/0.9": "GET /graphql\r\n",
    "HTTP/2 preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "h2c upgrade": headers(
      "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__",
    ),
    "content-length and chunked": `${headers("transfer-encoding: chunked")}`,
    "two content-lengths": headers("content-length: 5"),
    "chunked, obfuscated": headers("transfer-encoding: xchunked"),
    "compressed, then chunked": headers("transfer-encoding: gzip, chunked").replace(
      /content-length.*\r\n/,
      "",
    ),
    "no transfer coding": headers("transfer-encoding:").replace(/content-length.*\r\n/, ""),
    "chunk of a wrong size":
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nx",
    CONNECT: "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org\r\n\r\n",
    TRACE: rawRequest(target, { method: "TRACE" }),
    "unknown method": "HACK /graphql HTTP/1.1\r\nhost: x\r\n\r\n",
    "absolute address": rawRequest(target, {
      method: "GET",
      path: "http://other.example/graphql?query={__typename}",
    }),
    "address without a path": rawRequest(target, { method: "GET", path: "graphql" }),
    asterisk: rawRequest(target, { method: "OPTIONS", path: "*" }),
    "NUL in a header": headers("x-a: \0"),
    "a folded header": headers("x-a: 1\r\n folded"),
    "bad Host": "GET /graphql?query={__typename} HTTP/1.1\r\nhost: a b\r\n\r\n",
    "no Host": "GET /graphql?query={__typename} HTTP/1.1\r\n\r\n",
    "two Hosts": "GET /graphql?query={__typename} HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
    "headers of 100 kB": headers(`x-a: ${"a".repeat(100_000)}`),
    "5,000 headers": headers(Array.from({ length: 5_000 }, (_, index) => `x-${index}: 1`).join("\r\n")),
    "ETag of 12 kB": rawRequest(target, {
      method: "GET",
      headers: { accept: "text/html", "if-none-match": `"${"x,".repeat(6_000)}"` },
    }),
    "address of 100 kB": rawRequest(target, { method: "GET", path: `/graphql?query=${"a".repeat(100_000)}` }),
    "not HTTP": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "GET with variables={": rawRequest(target, {
      method: "GET",
      path: "/graphql?query={__typename}&variables={",
    }),
    "GET without a query": rawRequest(target, { method: "GET" }),
    "text/plain": rawRequest(target, { headers: { "content-type": "text/plain" }, body: small }),
    "Expect: x": headers("expect: x"),
  };
};

/** Valid requests that must be served. */
const proper = ["absolute address"];

/** HTTP violations, and headers that browsers rely on. */
export const protocolAttacks: readonly Attack[] = [
  {
    id: "http-malformed",
    title: "invalid HTTP requests, each once, then for 8 s",
    seconds: 25,
    run: async (target) => {
      await checkMalformed(target);
      const requests = Object.values(malformed(target));
      const until = performance.now() + 8_000;
      await repeat(target, { concurrency: 20, count: 4_000 }, async (index) => {
        if (performance.now() < until) await exchange(target, requests[index % requests.length] ?? "", 300);
      });
    },
  },
  {
    id: "K12",
    title: "browser security: Vary, framing, content types, errors without echoed input",
    seconds: 10,
    run: checkHeaders,
  },
  {
    id: "http-accept",
    title: "Accept headers of 15,000 commas, 60 at once",
    seconds: 8,
    run: async (target) => {
      const { send } = createSender(target, 60);
      const accepts = [",".repeat(15_000), "a/b;q=0.1,".repeat(1_500), `${";".repeat(14_000)},*/*`];
      await repeat(target, { concurrency: 60 }, (index) =>
        send(undefined, { body: small, headers: { accept: accepts[index % accepts.length] ?? "" } }),
      );
    },
  },
  {
    id: "page-cached",
    title: "GraphiQL's page with If-None-Match, ranges and compression, 20 at once",
    seconds: 8,
    run: async (target) => {
      const { send } = createSender(target, 20);
      await repeat(target, { concurrency: 20 }, (index) =>
        send(undefined, {
          method: "GET",
          headers: {
            accept: "text/html",
            "accept-encoding": ["gzip", "br", "identity", "gzip;q=0, *"][index % 4] ?? "",
            "if-none-match": index % 2 ? "*" : '"x"',
            range: "bytes=0-1,2-3,4-5",
          },
        }),
      );
    },
  },
];

/** Sends each malformed request once: refusals must be JSON with a code and a 4xx status. */
export async function checkMalformed(target: Target): Promise<void> {
  for (const [name, bytes] of Object.entries(malformed(target))) {
    const outcome = await exchange(target, bytes);
    target.tally(outcome);
    const [status = "", code] = outcome.split(" ");
    if (/^5(?!01)/.test(status) || code === "INTERNAL_SERVER_ERROR") target.missed(`${name}: ${outcome}`);
    else if (/^[45]/.test(status) && code === undefined)
      target.missed(`${name}: ${outcome} without a JSON error`);
    else if (proper.includes(name) && status !== "200") target.missed(`${name}: ${outcome}`);
  }
}

/** Checks the headers that browsers rely on. */
export async function checkHeaders({ host, port, ...target }: Target): Promise<void> {
  const url = `http://${host}:${port}/graphql`;
  const expect = (holds: boolean, what: string) => {
    target.tally(holds ? "held" : "not held");
    if (!holds) target.missed(what);
  };
  const page = await fetch(url, { headers: { accept: "text/html" } });
  await page.body?.cancel();
  if (page.headers.get("content-type")?.startsWith("text/html")) {
    expect(page.headers.get("x-content-type-options") === "nosniff", "page without nosniff");
    const framed = page.headers.get("x-frame-options") ?? page.headers.get("content-security-policy") ?? "";
    expect(/DENY|frame-ancestors/i.test(framed), "page may be framed");
    expect(page.headers.has("etag"), "page without ETag");
  }
  const post = (body: string, headers: Record<string, string>) =>
    fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
  const secret = "a-secret-that-must-not-come-back";
  const broken = await (await post(`{"query": "{ __typename }", ${secret}`, {})).text();
  expect(!broken.includes(secret), "bad JSON is echoed");
  const answered = await post(small, { origin: "https://good.example" });
  await answered.text();
  const allowed = answered.headers.get("access-control-allow-origin");
  expect(allowed === "*" || /origin/i.test(answered.headers.get("vary") ?? ""), "no Vary: Origin");
}
