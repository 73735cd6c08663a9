import { BeforeFirstObservation } from "../../../domain/trending/before-first-observation.js";
import { halfLives } from "../../../domain/trending/windows.js";
import { utcDate } from "../../../domain/values/dates.js";
import { InputError } from "../../../domain/values/input-error.js";
import { BoardDocument, type BoardQuery, type BoardQueryVariables } from "../../generated/documents.js";
import { dayText } from "../../parts/dates.js";
import { daysFrom, startOf } from "../../parts/days.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import { similarFilters, withSimilarAuthors } from "../search/misspelled-filter.js";
import { type BoardAddress, boardAddress, parseBoardAddress, windows } from "./board-address.js";
import { boardTakeaway } from "./board-takeaway.js";
import { BoardView } from "./board-view.js";

/** Days of the spark lines, and how far their points lie apart. */
const sparks = {
  DAY: { days: 5, resolution: "HOUR" },
  WEEK: { days: 30, resolution: "DAY" },
  MONTH: { days: 90, resolution: "DAY" },
} as const;

/** The trending board: live, or as of the end of a day. */
export async function showBoard({ query, now, origin }: SiteRequest, ask: Ask): Promise<Page> {
  const address = parseBoardAddress(query, now);
  const today = utcDate(now);
  const addressWith = (filter: BoardAddress["filter"]) => boardAddress({ ...address, filter });
  const current = await ask(BoardDocument, variablesOf(address, address.asOf ?? today)).catch(
    async (error: Error) => {
      throw (
        beforeFirstObservation(error, address) ??
        (await withSimilarAuthors(error, address.filter, addressWith, ask))
      );
    },
  );
  const sampleDay = current.trending.clock === "SAMPLE" ? lastFeatured(current) : undefined;
  // The bundled sample has a clock of its own, which only the answer states.
  const data =
    sampleDay === undefined ? current : await ask(BoardDocument, variablesOf(address, sampleDay, sampleDay));
  const takeaway = boardTakeaway(address, origin);
  const name = `Trending papers of the ${windows[address.window].toLowerCase()}`;
  const title = address.asOf === undefined ? name : `${name}, as of ${dayText(address.asOf)}`;
  return {
    title: `${title} · papergraph`,
    description: data.trending.nodes
      .slice(0, 3)
      .map(({ rank, paper }) => `${rank}. ${paper.title}`)
      .join(" "),
    address: boardAddress(address),
    alternates: takeaway.feeds,
    body: (
      <BoardView
        address={address}
        data={data}
        day={sampleDay ?? address.asOf ?? today}
        today={sampleDay ?? today}
        quietSince={quietSince(data, address, today)}
        similar={data.trending.nodes.length > 0 ? [] : await similarFilters(address.filter, addressWith, ask)}
        takeaway={takeaway}
      />
    ),
  };
}

/** The API names the instant at the end of the day; the address has the day. */
function beforeFirstObservation({ cause }: Error, { asOf }: BoardAddress): InputError | undefined {
  return cause instanceof BeforeFirstObservation
    ? new InputError(`asOf: ${asOf} ${cause.reason} Choose a later day.`)
    : undefined;
}

/** Weekends and holidays are shorter. */
const quietDays = 4;
/** Of one upvote, after these days. */
const quietScore = (window: BoardAddress["window"]) => 2 ** ((-quietDays * 24) / halfLives[window]);

/** The last day on which papers were featured, if nothing on a live board is newer. */
function quietSince(data: BoardQuery, { window, asOf }: BoardAddress, today: string): string | undefined {
  const { clock, nodes } = data.trending;
  const last = lastFeatured(data);
  if (asOf !== undefined || clock !== "LIVE" || nodes.length === 0) return undefined;
  if (last === undefined || last >= daysFrom(today, -quietDays)) return undefined;
  return nodes.every(({ score }) => score < quietScore(window)) ? last : undefined;
}

function lastFeatured({ newest }: BoardQuery): string | undefined {
  return newest.nodes[0]?.featuredOn.at(-1);
}

/**
 * @param day of the board
 * @param endedDay the day, if the board is that of its end
 */
function variablesOf(
  { window, asOf, top, filter }: BoardAddress,
  day: string,
  endedDay = asOf,
): BoardQueryVariables {
  return {
    window,
    asOf: asOf === undefined ? null : startOf(daysFrom(asOf, 1)),
    filter,
    first: top,
    from: daysFrom(day, -1),
    to: endedDay ?? daysFrom(day, -1),
    resolution: sparks[window].resolution,
    since: startOf(daysFrom(day, -sparks[window].days)),
    until: startOf(daysFrom(day, 1)),
  };
}
