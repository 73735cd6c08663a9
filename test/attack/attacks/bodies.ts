import { gzipSync } from "node:zlib";
import { type Attack, times } from "../attack.js";
import { createSender, repeat, type SendOptions } from "../http.js";

const flood =
  (concurrency: number, make: (index: number) => SendOptions): Attack["run"] =>
  async (target) => {
    const { send } = createSender(target, concurrency);
    await repeat(target, { concurrency }, (index) => send(undefined, make(index)));
  };

const query = JSON.stringify("query ($v: PaperFilter) { papers(first: 1, filter: $v) { totalCount } }");
const ids = JSON.stringify("query ($v: [ID!]!) { nodes(ids: $v) { id } }");

/** Request bodies that are large, deep, compressed or mislabeled. */
export const bodyAttacks: readonly Attack[] = [
  {
    id: "json-deep",
    title: "JSON nested 20,000 to 100,000 levels deep: lists, objects, variables",
    seconds: 8,
    run: flood(4, (index) => ({
      body:
        [
          "[".repeat(100_000),
          `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`,
          `{"query":${query},"variables":{"v":${'{"not":'.repeat(20_000)}{}${"}".repeat(20_000)}}}`,
          `{"query":${ids},"variables":{"v":${"[".repeat(60_000)}${"]".repeat(60_000)}}}`,
        ][index % 4] ?? "",
    })),
  },
  {
    id: "json-wide",
    title: "variables of 190 kB: 12,000 keys, numbers, ids, one string",
    seconds: 10,
    run: flood(8, (index) => ({
      body:
        [
          `{"query":"{ __typename }","variables":{${Array.from({ length: 12_000 }, (_, key) => `"k${key}":${key}`).join(",")}}}`,
          `{"query":${ids},"variables":{"v":[${times(18_000, (id) => `"a${id}"`).replaceAll(" ", ",")}]}}`,
          `{"query":${query},"variables":{"v":{"authors":[${times(12_000, () => '"QXV0aG9yOjE"').replaceAll(" ", ",")}]}}}`,
          `{"query":${query},"variables":{"v":{"search":"${"x".repeat(190_000)}"}}}`,
        ][index % 4] ?? "",
    })),
  },
  {
    id: "json-batch",
    title: "batches of 6,000 operations",
    seconds: 8,
    run: flood(4, () => ({
      body: `[${Array.from({ length: 6_000 }, () => '{"query":"{ __typename }"}').join(",")}]`,
    })),
  },
  {
    id: "json-keys",
    title: "__proto__, duplicate keys, broken JSON, NUL bytes",
    seconds: 6,
    run: flood(8, (index) => ({
      body:
        [
          '{"__proto__":{"query":"{ __typename }"},"query":"{ papers { totalCount } }"}',
          `{${times(7_000, () => '"query":"{ __typename }"').replaceAll('" "', '","')}}`,
          `{"query":"{ __typename }`,
          "\0".repeat(190_000),
          Buffer.from([0xff, 0xfe, 0x7b, 0x00]).toString("latin1"),
        ][index % 5] ?? "",
    })),
  },
  {
    id: "body-bomb",
    title: "gzip of 200 MB of spaces as a body",
    seconds: 10,
    run: async (target) => {
      const { send } = createSender(target, 8);
      const bomb = gzipSync(Buffer.alloc(200_000_000, " "));
      await repeat(target, { concurrency: 8 }, () =>
        send(undefined, { body: bomb, headers: { "content-encoding": "gzip" } }),
      );
    },
  },
  {
    id: "body-large",
    title: "bodies of 32 MB without a token, and with a wrong one",
    seconds: 10,
    run: async (target) => {
      const { send } = createSender(target, 8);
      const body = Buffer.alloc(32_000_000, " ");
      await repeat(target, { concurrency: 8 }, () =>
        send(undefined, { body, headers: { authorization: "Bearer wrong-token-wrong-token" } }),
      );
    },
  },
  {
    id: "body-types",
    title: "multipart, form and unknown content types of 900 kB",
    seconds: 6,
    run: flood(8, (index) => ({
      body: "x=1&".repeat(225_000),
      headers: {
        "content-type":
          ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", "x"][
            index % 4
          ] ?? "",
      },
    })),
  },
];
