import { createHash } from "node:crypto";
import { type Attack, times } from "../attack.js";
import { createSender, repeat } from "../http.js";

/** Sends documents one after another, or several at once, until the time is up. */
const flood =
  (concurrency: number, make: (index: number) => string, count?: number): Attack["run"] =>
  async (target) => {
    const { send } = createSender(target, concurrency);
    await repeat(target, { concurrency, ...(count === undefined ? {} : { count }) }, (index) =>
      send({ query: make(index) }),
    );
  };

const padded = (text: string, bytes: number, filler: string) =>
  text + filler.repeat(Math.max(0, Math.floor((bytes - text.length) / filler.length)));

const fragmentChain = (levels: number, leaf: string) =>
  `{ ...f0 } ${times(levels, (index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} ...f${index + 1} }`)} fragment f${levels} on Query { ${leaf} }`;

/** Documents that are costly to parse, validate or cache. */
export const documentAttacks: readonly Attack[] = [
  {
    id: "K1",
    title: "206 documents of 100 kB, __typename a a a …",
    seconds: 45,
    run: flood(1, (index) => `${padded(`{a${index}:__typename`, 99_990, " a")}}`, 206),
  },
  {
    id: "documents-distinct",
    title: "endless distinct small documents",
    seconds: 12,
    run: flood(16, (index) => `{ a${index}: papers(first: 1) { nodes { t${index}: title } } }`),
  },
  {
    id: "documents-distinct-large",
    title: "distinct valid documents of 20 kB",
    seconds: 12,
    run: flood(4, (index) => `{ ${times(600, (alias) => `... { a${index}_${alias}: __typename }`)} }`),
  },
  {
    id: "documents-automatic",
    title: "distinct documents of 20 kB with their hashes, which the server keeps",
    seconds: 12,
    run: async (target) => {
      const { send } = createSender(target, 4);
      await repeat(target, { concurrency: 4 }, (index) => {
        const query = padded(`{ a${index}: __typename } #`, 20_000, "x");
        const sha256Hash = createHash("sha256").update(query).digest("hex");
        return send({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } });
      });
    },
  },
  {
    id: "documents-invalid",
    title: "distinct invalid documents, 4,000 misspelled fields each",
    seconds: 12,
    run: flood(4, (index) => `{ ${times(4_000, (field) => `papres${index}x${field}`)} }`),
  },
  {
    id: "documents-lines",
    title: "90,000 line breaks before hundreds of errors of execution or of validation",
    seconds: 15,
    run: flood(
      4,
      (index) =>
        `${"\n".repeat(90_000)}${
          index % 2
            ? `{ ${times(250, (alias) => `a${alias}: node(id: "x") { id }`)} }`
            : `{ ${times(120, (alias) => `a${alias}: node(id: $v${index}_${alias}) { id }`)} }`
        }`,
    ),
  },
  {
    id: "documents-repeated",
    title: "one field 500 times, so that validation compares every two of them",
    seconds: 8,
    run: flood(4, (index) => `{ ${times(500, () => `node(id: "${index}") { id }`)} }`),
  },
  {
    id: "documents-deep",
    title: "{a{a{a… 24,000 deep, [[[[ 45,000, {not:{not: …",
    seconds: 8,
    run: flood(4, (index) =>
      index % 3 === 0
        ? "{a".repeat(24_000) + "}".repeat(24_000)
        : index % 3 === 1
          ? `{ nodes(ids: ${"[".repeat(45_000)}${"]".repeat(45_000)}) { id } }`
          : `{ papers(filter: ${"{not:".repeat(15_000)}{}${"}".repeat(15_000)}) { totalCount } }`,
    ),
  },
  {
    id: "documents-fragments",
    title: "fragments that spread the next three times, 30 levels",
    seconds: 10,
    run: flood(4, (index) => fragmentChain(30, `a${index}: __typename`)),
  },
  {
    id: "documents-fragments-fields",
    title: "fragments that spread the next three times over paged fields",
    seconds: 10,
    run: flood(4, (index) =>
      fragmentChain(12, `a${index}: papers(first: 20) { nodes { authors { nodes { name } } } }`),
    ),
  },
  {
    id: "documents-directives",
    title: "thousands of directives",
    seconds: 10,
    run: flood(
      4,
      (index) => `{ a${index}: papers(first: 1) { nodes { title ${"@include(if: true) ".repeat(4_000)}} } }`,
    ),
  },
  {
    id: "documents-unknown-directives",
    title: "thousands of unknown directives",
    seconds: 10,
    run: flood(
      4,
      (index) => `{ a${index}: __typename ${times(15_000, (directive) => `@x${directive % 9}`)} }`,
    ),
  },
  {
    id: "documents-overlapping",
    title: "the same field 1,900 times, merged pairwise",
    seconds: 12,
    run: flood(
      2,
      (index) => `{ ${times(1_900, () => `papers(first: ${1 + (index % 2)}) { nodes { title } }`)} }`,
    ),
  },
  {
    id: "documents-overlapping-fragments",
    title: "100 fragments with the same fields, spread side by side",
    seconds: 12,
    run: flood(
      2,
      (index) =>
        `{ ${times(100, (fragment) => `...f${fragment}`)} } ${times(100, (fragment) => `fragment f${fragment} on Query { a${index}: papers(first: 1) { nodes { title id upvotes ...on Paper { title } } } ${times(100, (next) => (next > fragment ? `...f${next}` : ""))} }`)}`,
    ),
  },
  {
    id: "documents-aliases",
    title: "2,000 aliases of one small field",
    seconds: 10,
    run: flood(
      4,
      (index) => `{ ${times(2_000, (alias) => `a${alias}: keyword(name: "x${index}") { id }`)} }`,
    ),
  },
  {
    id: "documents-variables",
    title: "3,000 variable definitions with defaults, each used twice",
    seconds: 8,
    run: flood(
      4,
      (index) =>
        `query (${times(3_000, (name) => `$v${name}: Int = ${index}`)}) { ${times(1_000, (name) => `a${name}: papers(first: $v${name}) { totalCount }`)} }`,
    ),
  },
  {
    id: "documents-text",
    title: "a string literal of 900 kB; comments of 900 kB",
    seconds: 8,
    run: flood(4, (index) =>
      index % 2 === 0
        ? `{ papers(filter: { search: "${"x".repeat(190_000)}" }) { totalCount } }`
        : `${"# x\n".repeat(225_000)}{ __typename }`,
    ),
  },
  {
    id: "documents-operations",
    title: "1,600 operations in one document",
    seconds: 8,
    run: flood(4, (index) =>
      times(1_600, (operation) => `query o${index}x${operation} { papers(first: 1) { totalCount } }`),
    ),
  },
  {
    id: "documents-include",
    title: "costly selections behind @include of a variable that defaults to true",
    seconds: 8,
    run: async (target) => {
      const { send } = createSender(target, 4);
      const query = `query ($b: Boolean! = true, $c: Boolean = false) { ${times(60, (alias) => `a${alias}: papers(first: 100) @include(if: $b) { nodes { authors(first: 100) @skip(if: $c) { nodes { papers(first: 5) { totalCount } } } } }`)} }`;
      await repeat(target, { concurrency: 4 }, () => send({ query }));
    },
  },
];
