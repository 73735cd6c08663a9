import type { PaperDraft } from "../interchange/paper-draft.js";
import { titleKey } from "../values/folded-keys.js";
import { type PaperState, type PendingPaper, pendingPaper } from "./merge.js";

/**
 * Which paper a draft speaks of. Identity is the arXiv id. A draft without one is of the paper with its title, and a
 * paper without one is adopted by the first draft that brings an id under its title. Two papers with different ids
 * are two papers, even under one title.
 */
export class PaperIdentities {
  readonly #byArxivId = new Map<string, PendingPaper>();
  readonly #byTitle = new Map<string, Set<PendingPaper>>();

  /** What to look known papers up by: ids, the titles of drafts that have one, and those of the others. */
  static keysOf(drafts: readonly PaperDraft[]): {
    arxivIds: string[];
    titleKeysWithId: string[];
    titleKeys: string[];
  } {
    const [arxivIds, titleKeysWithId, titleKeys] = [new Set<string>(), new Set<string>(), new Set<string>()];
    for (const { arxivId, title } of drafts) {
      if (arxivId !== undefined) arxivIds.add(arxivId);
      (arxivId === undefined ? titleKeys : titleKeysWithId).add(titleKey(title));
    }
    return {
      arxivIds: [...arxivIds],
      titleKeysWithId: [...titleKeysWithId],
      titleKeys: [...titleKeys],
    };
  }

  constructor(known: readonly PaperState[]) {
    for (const state of known) this.learn(pendingPaper(state, state));
  }

  /** The paper that the draft speaks of; undefined when it is new. */
  find(draft: PaperDraft): PendingPaper | undefined {
    const namesakes = [...(this.#byTitle.get(titleKey(draft.title)) ?? [])];
    const nameless = namesakes.find(({ after }) => after.arxivId === null);
    if (draft.arxivId !== undefined) return this.#byArxivId.get(draft.arxivId) ?? nameless;
    return nameless ?? nearest(namesakes, draft);
  }

  /** The pending paper of a stored one; it is learned where it was not known. */
  withState(state: PaperState): PendingPaper {
    const namesakes = [...(this.#byTitle.get(state.titleKey) ?? [])];
    const known = namesakes.find(({ id }) => id === state.id);
    if (known) return known;
    const paper = pendingPaper(state, state);
    this.learn(paper);
    return paper;
  }

  /** Remembers a paper under what it is known by now. */
  learn(paper: PendingPaper): void {
    const { arxivId, titleKey: key } = paper.after;
    if (arxivId !== null) this.#byArxivId.set(arxivId, paper);
    const namesakes = this.#byTitle.get(key) ?? new Set();
    this.#byTitle.set(key, namesakes.add(paper));
  }
}

/** Of several papers under one title, the one published nearest to the draft's date; the first id among equals. */
function nearest(namesakes: PendingPaper[], draft: PaperDraft): PendingPaper | undefined {
  const day = draft.publishedAt?.getTime() ?? Date.parse(draft.publishedOn ?? "");
  const distance = ({ after }: PendingPaper) => {
    const gap = Math.abs(Date.parse(after.publishedOn ?? "") - day);
    return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
  };
  return namesakes.sort((one, other) => {
    const [near, far] = [distance(one), distance(other)];
    if (near !== far) return near < far ? -1 : 1;
    return (one.after.arxivId ?? "") < (other.after.arxivId ?? "") ? -1 : 1;
  })[0];
}
