import type { TermStatistics } from "../../search/statistics.js";
import { hashTerm } from "../../search/term-hash.js";
import type { Candidate } from "./candidates.js";
import { beginningsOf, coinedNameOf } from "./coined-name.js";
import { containsAny } from "./profile.js";
import type { Subject } from "./subject.js";

/** A name in more papers than these, whichever is more, links nothing: it is a word, or what everyone uses. */
const common = { share: 0.0015, papers: 10 };

/** Names that link papers to a subject: one coins the name, the other mentions it. */
export interface LinkingNames {
  /** Whether the title of a paper may coin a name that the subject mentions. */
  mayCoin(candidate: Candidate): boolean;
  /** @param title undefined if it cannot coin any */
  nameOf(candidate: Candidate, title: string | undefined): string | null;
}

export function linkingNames(
  { frequencies, name, nameTerm }: Subject,
  { papers, countOf }: TermStatistics,
): LinkingNames {
  const limit = Math.max(common.papers, common.share * papers);
  const rare = new Set([...frequencies.keys()].filter((term) => countOf(term) <= limit));
  const hashes = new Set(Array.from(rare, hashTerm));
  const beginnings = beginningsOf(rare);
  const own = new Set(nameTerm !== undefined && countOf(nameTerm) <= limit ? [hashTerm(nameTerm)] : []);
  return {
    mayCoin: ({ terms }) => terms !== null && containsAny(terms, hashes),
    nameOf({ terms }, title) {
      if (name !== undefined && terms !== null && containsAny(terms, own)) return name;
      const coined = title === undefined ? undefined : coinedNameOf(title, beginnings);
      return coined !== undefined && rare.has(coined.term) ? coined.name : null;
    },
  };
}
