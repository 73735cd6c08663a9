import { writeFilter } from "../../address/filter-address.js";
import { daysFrom, startOf } from "../../parts/days.js";
import { argumentsText, literal } from "../../parts/graphql-text.js";
import { feedsOf, type TakeawayProps } from "../../parts/takeaway.js";
import { type BoardAddress, windows } from "./board-address.js";

/** A board as feed, mail, webhook, query and file. */
export function boardTakeaway({ window, asOf, top, filter }: BoardAddress, origin: string): TakeawayProps {
  const conditions = writeFilter(filter);
  const watched = new URLSearchParams([
    ...conditions,
    ["window", window],
    ["top", String(Math.min(top, 100))],
  ]);
  const given = Object.keys(filter).length === 0 ? undefined : literal(filter);
  const past = asOf === undefined ? undefined : JSON.stringify(startOf(daysFrom(asOf, 1)));
  const chosen = argumentsText({ window, asOf: past, filter: given, first: String(top) });
  const query = `{
  trending${chosen} {
    asOf
    nodes { rank upvotes score paper { arxivId title organization { name } } }
  }
}`;
  return {
    origin,
    what: `papers that enter the top ${top} of the ${windows[window].toLowerCase()}`,
    feeds: feedsOf(`Papers that enter the top ${top} of the ${windows[window].toLowerCase()}`, watched),
    watched,
    event: "TRENDING",
    filter,
    query,
    exported: conditions.size === 0 ? undefined : conditions,
  };
}
