import fc from "fast-check";
import { expect, test } from "vitest";
import { HeldBytes } from "../../src/server/limits/held-bytes.js";

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ client: fc.nat(5), bytes: fc.nat(400) }) },
    { weight: 1, arbitrary: fc.record({ release: fc.nat(1_000) }) },
  ),
  { maxLength: 200 },
);

test("beyond the limit, a client with at least half as much as the one with the most loses its oldest holder", () => {
  const maxBytes = 1_000;
  fc.assert(
    fc.property(steps, (sequence) => {
      const held = new HeldBytes(maxBytes);
      const holders: { client: string; bytes: number; release: () => void }[] = [];
      const bytesOf = (client: string) =>
        holders.reduce((sum, holder) => sum + (holder.client === client ? holder.bytes : 0), 0);
      for (const step of sequence) {
        if ("release" in step) {
          const [released] = holders.splice(step.release % Math.max(1, holders.length), 1);
          released?.release();
          // Once more has no effect.
          released?.release();
        } else {
          const holder = { client: `client ${step.client}`, bytes: step.bytes, release: () => {} };
          const destroy = () => {
            const most = Math.max(...holders.map(({ client }) => bytesOf(client)));
            expect(2 * bytesOf(holder.client) + 1).toBeGreaterThanOrEqual(most);
            expect(holders.find(({ client }) => client === holder.client)).toBe(holder);
            holders.splice(holders.indexOf(holder), 1);
          };
          holders.push(holder);
          holder.release = held.hold(holder.client, { destroy }, step.bytes);
        }
        const total = holders.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(held.bytes).toBe(total);
        expect(total).toBeLessThanOrEqual(maxBytes);
      }
    }),
  );
});
