import type { TermStatistics } from "../../search/statistics.js";
import { hashTerm } from "../../search/term-hash.js";
import type { Candidate } from "./candidates.js";
import { beginningsOf, type CoinedName, coinedNameOf } from "./coined-name.js";
import { foldedText, printsName } from "./printed-name.js";
import { containsAny } from "./profile.js";
import type { Subject } from "./subject.js";

/** A name in more papers than these, whichever is more, links nothing: it is a word, or what everyone uses. */
const common = { share: 0.0015, papers: 10 };

/** Names that link papers to a subject: one coins the name, the other mentions it in its title or abstract. */
export interface LinkingNames {
  /** Whether the title of a paper may coin a name that the subject mentions. */
  mayCoin(candidate: Candidate): boolean;
  /** Whether a paper may mention the name that the subject coins. */
  mayMention(candidate: Candidate): boolean;
  /** @param text title and abstract of a paper that may mention the name, else null */
  nameOf(title: string, text: string | null): string | null;
}

/**
 * The stored terms of a paper only tell which papers are worth a look at their texts: they are stems, and those of the names of
 * authors, organizations and keywords are among them.
 */
export function linkingNames(
  { text, frequencies, name, nameTerm }: Subject,
  { papers, countOf }: TermStatistics,
): LinkingNames {
  const limit = Math.max(common.papers, common.share * papers);
  const rare = new Set([...frequencies.keys()].filter((term) => countOf(term) <= limit));
  const hashes = new Set(Array.from(rare, hashTerm));
  const beginnings = beginningsOf(rare);
  const own = new Set(nameTerm !== undefined && countOf(nameTerm) <= limit ? [hashTerm(nameTerm)] : []);
  let folded: string | undefined;
  const isMentioned = ({ name: coined, term }: CoinedName) => {
    if (!rare.has(term)) return false;
    folded ??= foldedText(text);
    return printsName(folded, coined);
  };
  return {
    mayCoin: ({ terms }) => terms !== null && containsAny(terms, hashes),
    mayMention: ({ terms }) => terms !== null && own.size > 0 && containsAny(terms, own),
    nameOf(title, other) {
      if (name !== undefined && other !== null && printsName(foldedText(other), name)) return name;
      const coined = coinedNameOf(title, beginnings);
      return coined !== undefined && isMentioned(coined) ? coined.name : null;
    },
  };
}
