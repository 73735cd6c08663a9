import fc from "fast-check";

// Histories of papers as on Daily Papers: featured on a day, then some observations that mostly rise; a few papers are withdrawn,
// and of some only a total is known, not its time.

export interface Chronicle {
  arxivId: string;
  title: string;
  featuredOn: string[];
  publishedAt: Date;
  keywords: string[];
  observations: { at: Date; upvotes: number }[];
  /** A total of unknown time, in place of observations. */
  undated: number | undefined;
  withdrawnAt: Date | undefined;
}

const [hour, day] = [3_600_000, 24 * 3_600_000];

/** The same ones for a seed. @param days over which they are featured, from `start` on */
export function chronicles(
  count: number,
  { start, days, seed }: { start: number; days: number; seed: number },
) {
  const dice = diceOf(seed);
  return Array.from({ length: count }, (_, number): Chronicle => {
    const featured = start + dice(days) * day;
    const first = featured + dice(30 * 60) * 60_000;
    const isUndated = dice(12) === 0;
    let [at, upvotes] = [first, dice(40)];
    const observations = [{ at: new Date(at), upvotes }];
    for (let left = dice(6); left > 0; left -= 1) {
      at += (1 + dice(60 * 24 * (left === 1 ? 12 : 2))) * 60_000;
      upvotes = dice(9) === 0 ? Math.max(0, upvotes - dice(30)) : upvotes + dice(50);
      observations.push({ at: new Date(at), upvotes });
    }
    return {
      arxivId: `2507.${String(number + 1).padStart(5, "0")}`,
      title: `Chronicle ${number}`,
      featuredOn: dice(15) === 0 ? [] : [new Date(featured).toISOString().slice(0, 10)],
      publishedAt: new Date(featured - dice(90) * hour),
      keywords: [`third ${number % 3}`, ...(number % 40 === 0 ? ["rare"] : [])],
      observations: isUndated ? [] : observations,
      undated: isUndated ? 1 + dice(60) : undefined,
      withdrawnAt: dice(25) === 0 ? new Date(first + dice(20 * 24) * hour) : undefined,
    };
  });
}

/** The instant from which a total of unknown time counts. */
export function undatedFrom({ featuredOn: [featured], publishedAt }: Chronicle): Date {
  return featured === undefined ? publishedAt : new Date(Date.parse(featured) + day);
}

/** Random numbers below a bound, the same ones for a seed. */
export function diceOf(seed: number): (sides: number) => number {
  const random = fc.sample(fc.nat(2 ** 31 - 1), { numRuns: 40_000, seed });
  return (sides) => (random.pop() ?? 0) % sides;
}
