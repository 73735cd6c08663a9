import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { InputError } from "../values/input-error.js";

// The shortest chain of co-authorship, searched from both ends at once: authors and papers are the two kinds of places
// of one graph, and a step leads from an author to a paper or from a paper to an author. Each time the smaller front
// moves on by a step, until the fronts meet. Two searches of depth d/2 see far less of the graph than one of depth d.

/** One link of a chain: two authors, by number, and a paper of both. */
export interface PathStep {
  from: number;
  via: number;
  to: number;
}

/** The longest chain that may be asked for. */
export const longestPath = 12;
/** How many places of a front one statement steps from; the search is stopped between two, and others get their turn. */
const stride = 5_000;
/** How many places a search may see before it is given up: a few seconds' work. */
const mostPlaces = 2_000_000;

type Kind = "authors" | "papers";

/** What is reached from one end: a layer for each number of steps, authors after even ones and papers after odd ones. */
interface Front {
  readonly layers: number[][];
  readonly seen: Readonly<Record<Kind, Set<number>>>;
}

/**
 * A shortest chain between two authors, at most `maxLength` papers long. Of several that are equally short it is always
 * the same one while the data stay as they are.
 *
 * @returns the chain; empty from an author to the same author; null when there is none
 * @throws InputError for a length out of range, or when the search sees too much of the graph
 */
export async function findPath(
  db: Database,
  from: number,
  to: number,
  maxLength: number,
): Promise<PathStep[] | null> {
  if (!Number.isInteger(maxLength) || maxLength < 1 || maxLength > longestPath)
    throw new InputError(`maxLength: ${maxLength} is out of range. Ask for 1 to ${longestPath} papers.`);
  if (from === to) return [];
  return db.snapshot((snapshot) => search(snapshot, frontAt(from), frontAt(to), maxLength));
}

async function search(
  db: Queryable,
  start: Front,
  end: Front,
  maxLength: number,
): Promise<PathStep[] | null> {
  while (stepsOf(start) + stepsOf(end) < 2 * maxLength) {
    const near = lastOf(start).length <= lastOf(end).length ? start : end;
    const meeting = await advance(db, near, near === start ? end : start);
    if (meeting !== null) {
      const there = await walkBack(db, start, meeting);
      const back = await walkBack(db, end, meeting);
      return toSteps([...there.reverse(), meeting, ...back]);
    }
    if (lastOf(near).length === 0) return null;
  }
  return null;
}

/** Moves a front on by one step; returns the place where it meets the other, if it does. */
async function advance(db: Queryable, near: Front, far: Front): Promise<number | null> {
  const kind = kindAfter(stepsOf(near) + 1);
  const seen = near.seen[kind];
  const target = far.seen[kind];
  const last = lastOf(near);
  const next: number[] = [];
  near.layers.push(next);
  for (let from = 0; from < last.length; from += stride) {
    for (const place of await neighbours(db, kind, last.slice(from, from + stride))) {
      if (seen.has(place)) continue;
      // Whatever lies nearer would have been met before, so the first meeting is on a shortest chain.
      if (target.has(place)) return place;
      seen.add(place);
      next.push(place);
    }
    if (sizeOf(near) + sizeOf(far) > mostPlaces)
      throw new InputError(
        `collaborationPath: among ${mostPlaces.toLocaleString("en")} authors and papers no chain was found. Ask for a shorter one, with a smaller \`maxLength\`.`,
        "QUERY_TOO_COSTLY",
      );
  }
  return null;
}

/** The places on the way from a meeting place back to where a front began, the meeting place left out. */
async function walkBack(db: Queryable, front: Front, meeting: number): Promise<number[]> {
  const way: number[] = [];
  let here = meeting;
  // In either front the meeting place belongs to the last layer.
  for (let step = stepsOf(front) - 1; step >= 0; step--) {
    here = await adjacent(db, kindAfter(step), here, front.layers[step] ?? []);
    way.push(here);
  }
  return way;
}

/** The papers of authors, or the authors of papers, each once and in order. */
async function neighbours(db: Queryable, kind: Kind, places: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ ids: string | null }>(
    kind === "papers"
      ? sql`
          select string_agg(id::text, ',' order by id) as ids from (
            select distinct paper_id as id from authorships where author_id = any(${places}::int[])
          ) reached
        `
      : sql`
          select string_agg(id::text, ',' order by id) as ids from (
            select distinct author_id as id from authorships
            where paper_id = any(${places}::int[]) and author_id is not null
          ) reached
        `,
    `path_${kind}`,
  );
  // One text is a tenth of the work of as many rows.
  return rows[0]?.ids?.split(",").map(Number) ?? [];
}

/** The first place of a layer that is a step away from a place. */
async function adjacent(db: Queryable, kind: Kind, place: number, layer: readonly number[]): Promise<number> {
  const reached = new Set(layer);
  for (const id of await neighbours(db, kind, [place])) if (reached.has(id)) return id;
  throw new Error(`Nothing in the layer before ${place} leads to it.`);
}

function frontAt(author: number): Front {
  return { layers: [[author]], seen: { authors: new Set([author]), papers: new Set() } };
}

function kindAfter(steps: number): Kind {
  return steps % 2 === 0 ? "authors" : "papers";
}

function stepsOf(front: Front): number {
  return front.layers.length - 1;
}

function lastOf(front: Front): readonly number[] {
  return front.layers.at(-1) ?? [];
}

function sizeOf({ seen }: Front): number {
  return seen.authors.size + seen.papers.size;
}

/** Authors and papers in turn, as links. */
function toSteps(places: readonly number[]): PathStep[] {
  const steps: PathStep[] = [];
  for (let index = 0; index + 2 < places.length; index += 2)
    steps.push({ from: places[index] ?? 0, via: places[index + 1] ?? 0, to: places[index + 2] ?? 0 });
  return steps;
}
