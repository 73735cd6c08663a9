import fc from "fast-check";
import { expect, test } from "vitest";
import { AutomaticDocuments } from "../../src/server/documents/automatic-documents.js";

const maxBytes = 80_000;

/** Documents in the order in which they are sent or asked for; the number is the name and decides the length. */
const steps = fc.array(fc.record({ number: fc.nat(400), asks: fc.boolean() }), {
  minLength: 1,
  maxLength: 500,
});

const textOf = (number: number) => `${number}:${"x".repeat((number * 7) % 350)}`;
const bytesOf = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + 2 * textOf(number).length + 800, 0);

test("a full store drops the least recently used document of a client", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const documents = new AutomaticDocuments(maxBytes);
      /** The least recently used first. */
      let model: number[] = [];
      for (const { number, asks } of all) {
        const isKept = model.includes(number);
        if (asks) {
          expect(documents.get(`${number}`)).toBe(isKept ? textOf(number) : undefined);
          if (isKept) model = [...model.filter((other) => other !== number), number];
          continue;
        }
        documents.add(`${number}`, textOf(number), "client");
        if (!isKept) model.push(number);
        while (bytesOf(model) > maxBytes) model.shift();
        expect(documents.bytes).toBe(bytesOf(model));
      }
      for (const number of model) expect(documents.get(`${number}`)).toBe(textOf(number));
    }),
    { numRuns: 200 },
  );
});

test("a client with less than its share keeps its documents, whatever others send", () => {
  const documents = new AutomaticDocuments(maxBytes);
  const own = Array.from({ length: 10 }, (_, index) => `own ${index}`);
  for (const name of own) documents.add(name, name, "small");
  for (let index = 0; index < 10_000; index += 1)
    documents.add(`other ${index}`, "x".repeat(index % 300), ["a", "b", "c"][index % 3] ?? "");
  expect(own.map((name) => documents.get(name))).toEqual(own);
  expect(documents.bytes).toBeLessThanOrEqual(maxBytes);
});

test("a document that would displace many others is not kept", () => {
  const documents = new AutomaticDocuments(maxBytes);
  documents.add("large", "x".repeat(maxBytes / 32), "a");
  expect([documents.get("large"), documents.bytes]).toEqual([undefined, 0]);
});
