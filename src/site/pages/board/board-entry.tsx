import type { BoardQuery, TrendingClock } from "../../generated/documents.js";
import { daysFrom } from "../../parts/days.js";
import { PaperItem } from "../../parts/paper-item.js";
import { SparkLine } from "../../parts/spark-line.js";

interface BoardEntryProps {
  entry: BoardQuery["trending"]["nodes"][number];
  /** Of the board. */
  day: string;
  /** Ranks are those among the papers that match, and changes those on the whole board. */
  isFiltered: boolean;
  clock: TrendingClock;
  /** Whether the board of the day before is known: servers compute past boards in the background. */
  hasDayBefore: boolean;
}

export function BoardEntry({
  entry: { paper, rank, upvotes },
  day,
  isFiltered,
  clock,
  hasDayBefore,
}: BoardEntryProps) {
  const rankOn = (date: string) => paper.rankHistory.find(({ on }) => on === date)?.rank;
  const ofAll = clock === "LIVE" ? paper.trending?.rank : rankOn(day);
  return (
    <PaperItem
      paper={{ ...paper, upvotes }}
      lead={
        <div class="rank">
          <strong>{rank}</strong>
          {hasDayBefore && <RankChange rank={isFiltered ? ofAll : rank} before={rankOn(daysFrom(day, -1))} />}
        </div>
      }
      chart={<SparkLine points={paper.upvoteHistory} />}
    />
  );
}

/** The change since the end of the day before. */
function RankChange({ rank, before }: { rank: number | undefined; before: number | undefined }) {
  if (rank === undefined) return null;
  if (before === undefined)
    return (
      <span class="change new" title="Not on the board a day before">
        new
      </span>
    );
  const change = before - rank;
  if (change === 0)
    return (
      <span class="change" role="img" aria-label="unchanged since the day before">
        –
      </span>
    );
  const text = `${change > 0 ? "up" : "down"} ${Math.abs(change)} since the day before`;
  return (
    <span class={`change ${change > 0 ? "up" : "down"}`} role="img" aria-label={text} title={text}>
      {change > 0 ? "▲" : "▼"}
      {Math.abs(change)}
    </span>
  );
}
