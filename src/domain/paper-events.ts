import { type NewEvent, topics } from "../events/event.js";
import type { NumberedPaper } from "./merge.js";

/**
 * What there is to tell of papers that have changed: that they are new, where that is news, and that they have other
 * upvotes.
 *
 * @param announce whether a paper that was not known before is news; those of an archive are not
 */
export function eventsOf(changed: readonly NumberedPaper[], announce: boolean): NewEvent[] {
  const added = changed.filter(({ before }) => announce && before === null);
  return [
    ...added.map(({ id }) => ({ topic: topics.added, paperId: id })),
    ...changed.flatMap(({ id, before, after }) =>
      before === null || before.upvotes === after.upvotes
        ? []
        : {
            topic: topics.upvotes(id),
            paperId: id,
            upvotes: after.upvotes,
            previousUpvotes: before.upvotes,
          },
    ),
  ];
}
