import { hashSize } from "../../search/stored-terms.js";
import { hashTerm } from "../../search/term-hash.js";

/** Terms that a paper has, of those looked for. */
export interface Found {
  /** Their positions among those looked for. */
  readonly positions: readonly number[];
  /** Their positions among those of the paper. */
  readonly places: readonly number[];
}

const free = -1;

/**
 * Finds which of some terms a paper has, by hash. A paper has a hundred terms, and few are found: most places of the table are
 * free, so that the first one usually decides.
 *
 * @returns a function of `paper_texts.term_hashes`
 */
export function termFinder(terms: readonly string[]): (stored: Buffer) => Found {
  const mask = 2 ** Math.ceil(Math.log2(8 * (terms.length + 1))) - 1;
  const [hashes, known] = [new Int32Array(mask + 1), new Int32Array(mask + 1).fill(free)];
  const slotOf = (hash: number) => {
    let slot = hash & mask;
    while (known[slot] !== free && hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  };
  for (const [position, term] of terms.entries()) {
    const hash = hashTerm(term);
    const slot = slotOf(hash);
    hashes[slot] = hash;
    known[slot] = position;
  }
  return (stored) => {
    const { byteLength: end } = stored;
    const view = new DataView(stored.buffer, stored.byteOffset, end);
    const [positions, places]: [number[], number[]] = [[], []];
    for (let at = 0, place = 0; at < end; at += hashSize, place += 1) {
      const hash = view.getInt32(at);
      // Written out, because it takes half the time of the call.
      let slot = hash & mask;
      while (known[slot] !== free && hashes[slot] !== hash) slot = (slot + 1) & mask;
      const position = known[slot] as number;
      if (position === free) continue;
      positions.push(position);
      places.push(place);
    }
    return { positions, places };
  };
}
