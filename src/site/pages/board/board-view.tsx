import {
  type BoardQuery,
  LiveBoardDocument,
  type LiveBoardSubscriptionVariables,
} from "../../generated/documents.js";
import { dayText } from "../../parts/dates.js";
import { daysFrom } from "../../parts/days.js";
import { FilterBar, HiddenFields } from "../../parts/filter-bar.js";
import { FreshnessLine } from "../../parts/freshness.js";
import { Takeaway, type TakeawayProps } from "../../parts/takeaway.js";
import type { Similar } from "../../routing/problems.js";
import { Ranking } from "../entities/entity-parts.js";
import { type BoardAddress, boardAddress, boardParameters, windows } from "./board-address.js";
import { BoardEntry } from "./board-entry.js";
import { RankingNote } from "./ranking-note.js";

interface BoardViewProps {
  address: BoardAddress;
  data: BoardQuery;
  /** Of the board. */
  day: string;
  /** The last day that has begun. */
  today: string;
  /** The day after which nothing on a live board has changed, if that is long ago. */
  quietSince: string | undefined;
  /** If the filter matches nothing: others that may be meant. */
  similar: readonly Similar[];
  takeaway: TakeawayProps;
}

export function BoardView({ address, data, day, today, quietSince, similar, takeaway }: BoardViewProps) {
  const { trending } = data;
  const isLive = trending.clock === "LIVE";
  const isSample = trending.clock === "SAMPLE";
  const { filter } = address;
  const variables: LiveBoardSubscriptionVariables = { window: address.window, first: address.top, filter };
  const isFiltered = Object.keys(filter).length > 0;
  const dayBefore = daysFrom(day, -1);
  const hasDayBefore = trending.nodes.some(({ paper }) =>
    paper.rankHistory.some(({ on }) => on === dayBefore),
  );
  return (
    <>
      <div class="page-head">
        <h1>Trending papers</h1>
        <WindowSwitch {...address} />
      </div>
      <div class="status-line">
        {address.asOf === undefined ? (
          <p class="freshness">
            {isLive && <span class="live" data-live-state="" hidden />} <FreshnessLine {...data} />
          </p>
        ) : (
          <p class="freshness">
            The board at the end of {dayText(address.asOf)} (UTC).{" "}
            <a href={boardAddress({ ...address, asOf: undefined })}>Current board</a>
          </p>
        )}
        <DayPicker address={address} day={day} today={today} />
      </div>
      {isSample && <SampleNote day={day} />}
      {quietSince !== undefined && <QuietNote since={quietSince} address={address} />}
      <p class="jump">
        <a href="#ranking">How papers are ranked</a>
        <a href="#takeaway">Follow</a>
      </p>
      <FilterBar path="/" filter={filter} others={boardParameters(address)} />
      <ol
        class="papers board"
        id="board"
        data-live={isLive ? JSON.stringify({ documentId: LiveBoardDocument.id, variables }) : undefined}
      >
        {trending.nodes.map((entry) => (
          <BoardEntry
            key={entry.paper.id}
            entry={entry}
            day={day}
            isFiltered={isFiltered}
            clock={trending.clock}
            hasDayBefore={hasDayBefore}
          />
        ))}
      </ol>
      <p class="spoken" role="status" id="board-news" />
      {trending.nodes.length === 0 && (
        <p class="empty">
          No paper with upvotes matches.{" "}
          {isFiltered && <a href={boardAddress({ ...address, filter: {} })}>Remove the filter</a>}
        </p>
      )}
      <Ranking title="Did you mean" entries={similar} />
      {trending.pageInfo.hasNextPage && address.top < 100 && (
        <p class="more">
          <a class="button plain" href={boardAddress({ ...address, top: address.top < 50 ? 50 : 100 })}>
            Show {address.top < 50 ? 50 : 100} papers
          </a>
        </p>
      )}
      <RankingNote address={address} day={quietSince ?? day} />
      <Takeaway {...takeaway} />
    </>
  );
}

function WindowSwitch(address: BoardAddress) {
  return (
    <nav class="switch" aria-label="Window">
      {(["DAY", "WEEK", "MONTH"] as const).map((window) => (
        <a
          key={window}
          href={boardAddress({ ...address, window })}
          aria-current={window === address.window ? "true" : undefined}
        >
          {windows[window]}
        </a>
      ))}
    </nav>
  );
}

/** The boards of the days before and after, and of any other past day. */
function DayPicker({ address, day, today }: { address: BoardAddress; day: string; today: string }) {
  const { asOf } = address;
  const [before, after] = [daysFrom(day, -1), daysFrom(day, 1)];
  const others = boardParameters({ ...address, asOf: undefined });
  return (
    <form class="days" action="/" data-tidy="">
      <a
        href={boardAddress({ ...address, asOf: before })}
        rel="prev"
        aria-label={`Board of ${dayText(before)}`}
      >
        ‹
      </a>
      <HiddenFields filter={address.filter} others={others} />
      <label class="spoken" for="as-of">
        Board at the end of
      </label>
      <input id="as-of" type="date" name="asOf" value={day} max={today} data-submits="" />
      <button type="submit" class="plain">
        Go
      </button>
      {asOf !== undefined && after <= today && (
        <a
          href={boardAddress({ ...address, asOf: after === today ? undefined : after })}
          rel="next"
          aria-label={`Board of ${dayText(after)}`}
        >
          ›
        </a>
      )}
    </form>
  );
}

/** So that an old order does not look like the one of today. */
function QuietNote({ since, address }: { since: string; address: BoardAddress }) {
  return (
    <p class="note" id="quiet-board">
      No paper was featured after {dayText(since)}, and no upvotes are recent, so the order is still the one
      of that time. The <a href={boardAddress({ ...address, asOf: since })}>board of {dayText(since)}</a> has
      its changes of rank.
    </p>
  );
}

function SampleNote({ day }: { day: string }) {
  return (
    <p class="note">
      <strong>Demonstration.</strong> This server has only the bundled sample of papers, which ends on{" "}
      {dayText(day)}. Its clock stands at the end of that day, so the board looks as it did then. With the
      first paper or upvote from another source, the board becomes live.
    </p>
  );
}
