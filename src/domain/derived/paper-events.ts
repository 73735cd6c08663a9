import { type NewEvent, topics } from "../../events/event.js";
import type { NumberedPaper } from "../batch/merge.js";

/**
 * What there is to tell of papers that have changed: that they are new, where that is news, and that they have other
 * upvotes.
 *
 * @param announce whether a paper that was not known before is news; those of an archive are not
 */
export function eventsOf(changed: readonly NumberedPaper[], announce: boolean): NewEvent[] {
  const [news, moved]: [NewEvent[], NewEvent[]] = [[], []];
  for (const { id, before, after } of changed)
    if (before === null) {
      if (announce) news.push({ topic: topics.added, paperId: id });
    } else if (before.upvotes !== after.upvotes)
      moved.push({
        topic: topics.upvotes(id),
        paperId: id,
        upvotes: after.upvotes,
        previousUpvotes: before.upvotes,
      });
  return [...news, ...moved];
}
