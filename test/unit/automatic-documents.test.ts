import fc from "fast-check";
import { expect, test } from "vitest";
import { AutomaticDocuments } from "../../src/server/documents/automatic-documents.js";

const maxBytes = 40_000;
const clients = ["a", "b", "c", "d"];

/** Documents in the order in which they are sent or asked for; the number is the name and decides the length. */
const steps = fc.array(
  fc.record({ client: fc.constantFrom(...clients), number: fc.nat(400), asks: fc.boolean() }),
  { minLength: 1, maxLength: 500 },
);

const textOf = (number: number) => `${number}:${"x".repeat((number * 7) % 350)}`;
const bytesOf = (number: number) => 2 * textOf(number).length + 400;

/** The same, in one list with the least recently used first. */
class Model {
  entries: { client: string; number: number }[] = [];
  clients: string[] = [];

  bytes(client?: string): number {
    return this.entries
      .filter((entry) => client === undefined || entry.client === client)
      .reduce((sum, { number }) => sum + bytesOf(number), 0);
  }

  get(number: number): boolean {
    const entry = this.entries.find((other) => other.number === number);
    if (entry === undefined) return false;
    this.entries = [...this.entries.filter((other) => other !== entry), entry];
    return true;
  }

  add(client: string, number: number): void {
    if (this.entries.some((entry) => entry.number === number)) return;
    this.entries.push({ client, number });
    if (!this.clients.includes(client)) this.clients.push(client);
    while (this.bytes() > maxBytes) {
      // The one that has had documents for longest, of several with as many bytes.
      const most = Math.max(...this.clients.map((name) => this.bytes(name)));
      const largest = this.clients.find((name) => this.bytes(name) === most);
      const oldest = this.entries.find((entry) => entry.client === largest);
      this.entries = this.entries.filter((entry) => entry !== oldest);
      this.clients = this.clients.filter((name) => this.bytes(name) > 0);
    }
  }
}

test("a full store drops the least recently used document of the client with the most bytes", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const documents = new AutomaticDocuments(maxBytes);
      const model = new Model();
      for (const { client, number, asks } of all) {
        if (asks) {
          expect(documents.get(`${number}`)).toBe(model.get(number) ? textOf(number) : undefined);
          continue;
        }
        documents.add(`${number}`, textOf(number), client);
        model.add(client, number);
        expect(documents.bytes).toBe(model.bytes());
      }
      for (const { number } of model.entries) expect(documents.get(`${number}`)).toBe(textOf(number));
    }),
    { numRuns: 200 },
  );
});

test("a client with less than its share keeps its documents, whatever others send", () => {
  const documents = new AutomaticDocuments(maxBytes);
  const own = Array.from({ length: 10 }, (_, index) => `own ${index}`);
  for (const name of own) documents.add(name, name, "small");
  for (let index = 0; index < 10_000; index += 1)
    documents.add(`other ${index}`, "x".repeat(index % 300), clients[index % 3] ?? "");
  expect(own.map((name) => documents.get(name))).toEqual(own);
  expect(documents.bytes).toBeLessThanOrEqual(maxBytes);
});

test("a document that would displace many others is not kept", () => {
  const documents = new AutomaticDocuments(maxBytes);
  documents.add("large", "x".repeat(maxBytes / 32), "a");
  expect([documents.get("large"), documents.bytes]).toEqual([undefined, 0]);
});
