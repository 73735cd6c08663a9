import { BoardDocument, type BoardQuery, type TrendingWindow } from "../generated/documents.js";
import { dayText } from "../parts/dates.js";
import { addressOf } from "../parts/links.js";
import { PaperItem } from "../parts/paper-item.js";
import { SparkLine } from "../parts/spark-line.js";
import { BadAddress } from "../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../routing/route.js";

/** What the address of a board says. */
export interface BoardAddress {
  readonly window: TrendingWindow;
  /** The board at the end of this day. */
  readonly asOf: string | undefined;
  readonly top: number;
}

const windows = { DAY: "Day", WEEK: "Week", MONTH: "Month" } as const;
const defaultTop = 20;
/** Days of the spark lines. */
const sparkDays = { DAY: 14, WEEK: 45, MONTH: 90 } as const;

/** The trending board: live, or as of the end of a day. */
export async function showBoard(request: SiteRequest, ask: Ask): Promise<Page> {
  const given = parseBoardAddress(request.query);
  const today = dayOf(request.now);
  if (given.asOf !== undefined && given.asOf > today)
    throw new BadAddress(`Invalid parameter asOf=${given.asOf}: expected a day that is not in the future.`);
  const address = given.asOf === today ? { ...given, asOf: undefined } : given;
  const data = await ask(BoardDocument, variablesOf(address, address.asOf ?? today));
  const sampleDay = data.trending.clock === "SAMPLE" ? data.newest.nodes[0]?.featuredOn.at(-1) : undefined;
  // The bundled sample has a clock of its own, which only the answer states.
  const shown =
    sampleDay === undefined ? data : await ask(BoardDocument, variablesOf(address, sampleDay, "sample"));
  return boardPage(address, shown, sampleDay, sampleDay ?? address.asOf ?? today);
}

function parseBoardAddress(query: URLSearchParams): BoardAddress {
  const window = (query.get("window") ?? "DAY").toUpperCase();
  if (!isWindow(window))
    throw new BadAddress(`Invalid parameter window=${window}: expected ${Object.keys(windows).join(", ")}.`);
  const asOf = query.get("asOf") || undefined;
  if (asOf !== undefined && !isDay(asOf))
    throw new BadAddress(`Invalid parameter asOf=${asOf}: expected a date such as 2025-07-08.`);
  const top = Number(query.get("top") ?? defaultTop);
  if (!Number.isInteger(top) || top < 1 || top > 100)
    throw new BadAddress(`Invalid parameter top=${query.get("top")}: expected a number from 1 to 100.`);
  return { window, asOf, top };
}

function isWindow(text: string): text is TrendingWindow {
  return Object.hasOwn(windows, text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && dayOf(new Date(`${text}T00:00:00Z`)) === text;
}

function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
}

function daysFrom(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000));
}

/** @param day of the board */
function variablesOf({ window, asOf, top }: BoardAddress, day: string, clock?: "sample") {
  const isPast = asOf !== undefined || clock !== undefined;
  return {
    window,
    asOf: asOf === undefined ? null : `${daysFrom(asOf, 1)}T00:00:00Z`,
    filter: null,
    first: top,
    from: daysFrom(day, -1),
    to: isPast ? day : daysFrom(day, -1),
    since: `${daysFrom(day, -sparkDays[window])}T00:00:00Z`,
    until: `${daysFrom(day, 1)}T00:00:00Z`,
  };
}

/** @param day of the board */
function boardPage(
  address: BoardAddress,
  data: BoardQuery,
  sampleDay: string | undefined,
  day: string,
): Page {
  const { window, asOf } = address;
  const { nodes } = data.trending;
  const name = `Trending papers of the ${windows[window].toLowerCase()}`;
  const title = asOf === undefined ? name : `${name}, as of ${dayText(asOf)}`;
  return {
    title: `${title} · papergraph`,
    description: nodes
      .slice(0, 3)
      .map(({ rank, paper }) => `${rank}. ${paper.title}`)
      .join(" "),
    address: boardAddress(address),
    freshness: data,
    body: (
      <>
        <div class="page-head">
          <h1>Trending papers</h1>
          <WindowSwitch {...address} />
        </div>
        {sampleDay !== undefined && <SampleNote day={sampleDay} />}
        <ol class="papers board" id="board">
          {nodes.map((entry) => (
            <BoardEntry key={entry.paper.id} entry={entry} dayBefore={daysFrom(day, -1)} />
          ))}
        </ol>
        {nodes.length === 0 && <p class="empty">No paper with upvotes matches.</p>}
      </>
    ),
  };
}

function boardAddress({ window, asOf, top }: BoardAddress): string {
  const query = new URLSearchParams();
  if (window !== "DAY") query.set("window", window);
  if (asOf !== undefined) query.set("asOf", asOf);
  if (top !== defaultTop) query.set("top", String(top));
  return addressOf("/", query);
}

function WindowSwitch(address: BoardAddress) {
  return (
    <nav class="switch" aria-label="Window">
      {Object.entries(windows).map(([window, name]) => (
        <a
          key={window}
          href={boardAddress({ ...address, window: window as TrendingWindow })}
          aria-current={window === address.window ? "true" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function SampleNote({ day }: { day: string }) {
  return (
    <p class="note">
      This server has only the bundled sample of papers, which ends on {dayText(day)}. Its clock stands at the
      end of that day, so that the board looks as it did then. With the first paper or upvote from another
      source, the board becomes live.
    </p>
  );
}

type Entry = BoardQuery["trending"]["nodes"][number];

function BoardEntry({ entry, dayBefore }: { entry: Entry; dayBefore: string }) {
  const { paper, rank } = entry;
  const before = paper.rankHistory.find(({ on }) => on === dayBefore)?.rank;
  return (
    <PaperItem
      paper={paper}
      lead={
        <div class="rank">
          <strong>{rank}</strong>
          <RankChange rank={rank} before={before} />
        </div>
      }
      chart={<SparkLine points={paper.upvoteHistory} />}
    />
  );
}

/** The change since the end of the day before. */
function RankChange({ rank, before }: { rank: number; before: number | undefined }) {
  if (before === undefined) return <span class="change new">new</span>;
  const change = before - rank;
  if (change === 0)
    return (
      <span class="change" role="img" aria-label="unchanged">
        –
      </span>
    );
  const direction = change > 0 ? "up" : "down";
  return (
    <span
      class={`change ${direction}`}
      role="img"
      aria-label={`${direction} ${Math.abs(change)} since the day before`}
    >
      {change > 0 ? "▲" : "▼"}
      {Math.abs(change)}
    </span>
  );
}
