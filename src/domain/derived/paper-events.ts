import { type NewEvent, topics } from "../../events/event.js";
import type { PaperChange } from "../batch/merge.js";

/**
 * Events for added papers and changed upvotes.
 *
 * @param announce whether to publish added papers; false for archives
 */
export function eventsOf(changed: readonly PaperChange[], announce: boolean): NewEvent[] {
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
