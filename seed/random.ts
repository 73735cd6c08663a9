/**
 * Random numbers that depend only on a seed and an index, so that any paper can be made without those before it. The generator
 * is sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, passes PractRand and BigCrush.
 */
export interface Random {
  /** Starts the sequence of a seed and an index. */
  restart(seed: number, index: number): void;
  /** A whole number from 0 to 2³² − 1. */
  next(): number;
  /** From 0 inclusive to 1 exclusive. */
  fraction(): number;
  /** A whole number from 0 to `limit` − 1; `limit` at most 2³². */
  below(limit: number): number;
  /** True with the given probability. */
  chance(share: number): boolean;
}

export function createRandom(): Random {
  // A typed array, because closures over mutable numbers allocate at each assignment.
  const state = new Int32Array(4);

  function next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = [state[0], state[1], state[2], state[3]];
    const result = (a + b + counter) | 0;
    state[3] = counter + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  }

  const fraction = () => next() / 4294967296;

  return {
    restart(seed, index) {
      state[0] = mix(seed, index);
      state[1] = mix(index, 0x5eed);
      state[2] = Math.imul(seed, 0x9e3779b1) ^ Math.floor(index / 4294967296);
      state[3] = 1;
      // Lets seeds and indexes that differ in one bit diverge.
      for (let round = 0; round < 8; round++) next();
    },
    next,
    fraction,
    below: (limit) => Math.floor(fraction() * limit),
    chance: (share) => fraction() < share,
  };
}

/**
 * Hashes two numbers to 32 bits with the finalizer of MurmurHash3 (Austin Appleby). Used for traits that a person has in every
 * paper.
 */
export function mix(one: number, other: number): number {
  let hash = Math.imul(one, 0xcc9e2d51) ^ Math.imul(other ^ (other >>> 15), 0x1b873593);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The same as a fraction from 0 inclusive to 1 exclusive. */
export function mixedFraction(one: number, other: number): number {
  return mix(one, other) / 4294967296;
}
