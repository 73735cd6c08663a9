/** How much is read to find related papers. */
export interface Effort {
  /** Papers that are scored, of those found by a long text. */
  readonly scored: number;
  /** Of more, the best by this number of terms that contribute most, if they are among the strongest of a paper. */
  readonly roughTerms: number;
  readonly strongest: number;
  /** Entries of the index that are read for pairs of terms: of all lists, and of each list as often as there are lists. */
  readonly entries: { readonly once: number; readonly repeated: number };
}

const whole: Effort = {
  scored: 700,
  roughTerms: 16,
  strongest: 50,
  entries: { once: 20_000, repeated: 160_000 },
};

/** Takes half the time, and finds ten papers whose scores add up to 0.95 of those that `whole` finds among 100,000 papers. */
const reduced: Effort = {
  scored: 250,
  roughTerms: 8,
  strongest: 40,
  entries: { once: 8_000, repeated: 60_000 },
};

/** Up to this number of papers, lists are short, and every good candidate counts. */
const fewPapers = 20_000;

export function effortFor({ papers }: { readonly papers: number }): Effort {
  return papers <= fewPapers ? whole : reduced;
}
