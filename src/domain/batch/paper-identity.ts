import type { PaperDraft } from "../interchange/paper-draft.js";
import { titleKey } from "../values/folded-keys.js";
import { type PaperState, type PendingPaper, pendingPaper } from "./merge.js";

/**
 * Matches drafts to papers by arXiv ID. A draft without an ID matches by title, and a paper without an ID is adopted
 * by the first draft with its title and an ID. Papers with different IDs are different, even under the same title.
 */
export class PaperIdentities {
  readonly #byArxivId = new Map<string, PendingPaper>();
  readonly #byTitle = new Map<string, Set<PendingPaper>>();

  /** Keys to load existing papers by: IDs, titles of drafts with an ID, and titles of those without. */
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

  /** @returns undefined for a new paper */
  find(draft: PaperDraft): PendingPaper | undefined {
    const namesakes = [...(this.#byTitle.get(titleKey(draft.title)) ?? [])];
    const nameless = namesakes.find(({ after }) => after.arxivId === null);
    if (draft.arxivId !== undefined) return this.#byArxivId.get(draft.arxivId) ?? nameless;
    return nameless ?? nearest(namesakes, draft);
  }

  /** The pending paper of a stored one, added if missing. */
  withState(state: PaperState): PendingPaper {
    const namesakes = [...(this.#byTitle.get(state.titleKey) ?? [])];
    const known = namesakes.find(({ id }) => id === state.id);
    if (known) return known;
    const paper = pendingPaper(state, state);
    this.learn(paper);
    return paper;
  }

  /** Indexes a paper by its current ID and title. */
  learn(paper: PendingPaper): void {
    const { arxivId, titleKey: key } = paper.after;
    if (arxivId !== null) this.#byArxivId.set(arxivId, paper);
    const namesakes = this.#byTitle.get(key) ?? new Set();
    this.#byTitle.set(key, namesakes.add(paper));
  }
}

/** Of several papers with the same title, the one published closest to the draft's date; the first ID if tied. */
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
