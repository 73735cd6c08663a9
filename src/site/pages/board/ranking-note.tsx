import { halfLives } from "../../../domain/trending/windows.js";
import { writeFilter } from "../../address/filter-address.js";
import { daysFrom } from "../../parts/days.js";
import { addressOf } from "../../parts/links.js";
import type { BoardAddress } from "./board-address.js";

const names = { DAY: "on that day", WEEK: "in these 7 days", MONTH: "in these 30 days" } as const;
const lengths = { DAY: 1, WEEK: 7, MONTH: 30 } as const;

/** Why a paper with fewer upvotes can be above one with more. @param day the last one of the board */
export function RankingNote({ address: { window, filter }, day }: { address: BoardAddress; day: string }) {
  const query = writeFilter({
    ...filter,
    featuredOn: { from: daysFrom(day, 1 - lengths[window]), to: day },
  });
  query.set("order", "UPVOTES");
  return (
    <section class="how" aria-labelledby="ranking">
      <h2 id="ranking">How papers are ranked</h2>
      <p>
        By recent upvotes: on this board, an upvote loses half of its value every{" "}
        {durationText(halfLives[window])}. So a paper with newer upvotes can be above one that has more. An
        upvote counts from when it was first seen; those that a new paper already has count from the end of
        the day on which it was featured.
      </p>
      <p>
        <a href={addressOf("/papers", query)}>Papers featured {names[window]}, by total upvotes</a>
      </p>
    </section>
  );
}

function durationText(hours: number): string {
  return hours < 24 ? `${hours} hours` : `${hours / 24} days`;
}
