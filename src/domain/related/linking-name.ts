import type { TermStatistics } from "../../search/statistics.js";
import type { Profile, Shared } from "./profile.js";
import type { Subject } from "./subject.js";
import { beginningsOf, type CoinedName, coinedNameOf } from "./texts/coined-name.js";
import { foldedText, printsName } from "./texts/printed-name.js";

/** A name in more papers than these, whichever is more, links nothing: it is a word, or what everyone uses. */
const common = { share: 0.0015, papers: 10 };

/** Names that link papers to a subject: one coins the name, the other mentions it in its title or abstract. */
export interface LinkingNames {
  /** Whether the title of a paper that shares the terms may coin a name that the subject mentions. */
  mayCoin(shared: Shared): boolean;
  /** Whether it may mention the name that the subject coins. */
  mayMention(shared: Shared): boolean;
  /** @param text title and abstract of a paper that may mention the name, else null */
  nameOf(title: string, text: string | null): string | null;
}

/**
 * The stored terms of a paper only tell which papers are worth a look at their texts: they are stems, and those of the names of
 * authors, organizations and keywords are among them.
 */
export function linkingNames(
  { text, name, nameTerm }: Subject,
  profile: Profile,
  { papers, countOf }: TermStatistics,
): LinkingNames {
  const limit = Math.max(common.papers, common.share * papers);
  const isRare = profile.terms.map(({ term }) => countOf(term) <= limit);
  const rare = new Set(profile.terms.flatMap(({ term }, position) => (isRare[position] ? term : [])));
  const beginnings = beginningsOf(rare);
  const own = profile.terms.findIndex(({ term }, position) => term === nameTerm && isRare[position]);
  let folded: string | undefined;
  const isMentioned = ({ name: coined, term }: CoinedName) => {
    if (!rare.has(term)) return false;
    folded ??= foldedText(text);
    return printsName(folded, coined);
  };
  return {
    mayCoin: ({ positions }) => positions.some((position) => isRare[position]),
    mayMention: ({ positions }) => positions.includes(own),
    nameOf(title, other) {
      if (name !== undefined && other !== null && printsName(foldedText(other), name)) return name;
      const coined = coinedNameOf(title, beginnings);
      return coined !== undefined && isMentioned(coined) ? coined.name : null;
    },
  };
}
