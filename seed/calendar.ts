import { firstAbove, weighted } from "./distributions.js";
import * as figures from "./figures.js";
import { mix, type Random } from "./random.js";
import { stepOf } from "./spread.js";

/** When a paper appeared, and under which arXiv id. */
export interface Publication {
  publishedAt: Date;
  /** Unlike that of every other index of the same calendar. */
  arxivId: string;
}

/** Spreads papers over a period. */
export interface Calendar {
  publication(random: Random, index: number): Publication;
  /** The days on which a paper is featured: nearly always one, a working day, not before its publication. */
  featureDays(random: Random, publishedAt: Date): string[];
}

const day = 86_400_000;
/** A month of arXiv has the numbers 00001 to 99999. */
const idsPerMonth = 99_999;

/**
 * Papers on the days from `from` to `to`, both inclusive (`2023-05-04`): fewer on weekends, more as time goes by.
 *
 * Each index has a place of its own in the period, and so a day and an arXiv id. The fullest month carries 99,999
 * ids, the period therefore some 2 million (by default); further papers fall into as many whole months before that
 * of `from`, and so on backwards. The first n papers are spread over the whole period, whatever n is.
 *
 * @throws RangeError for what is no date, or a period that ends before it begins
 */
export function createCalendar(seed: number, from: string, to: string): Calendar {
  const [first, last] = [startOf(from), startOf(to)];
  if (last < first) throw new RangeError(`The period ends (${to}) before it begins (${from}).`);
  const months = monthOf(last) - monthOf(first) + 1;
  const periods: Period[] = [];
  const hour = weighted(figures.publishedInHour);
  const delay = weighted(figures.workdaysToFeature);

  const periodOf = (index: number): { period: Period; place: number } => {
    let rest = index;
    for (let number = 0; ; number++) {
      // Whole months, because two periods in one month would give the same ids.
      const begin = monthOf(first) - number * months;
      const period =
        periods[number] ??
        (number === 0
          ? createPeriod(first, last)
          : createPeriod(startOfMonth(begin), startOfMonth(begin + months) - day));
      periods[number] = period;
      if (rest < period.size) return { period, place: (rest * period.step + mix(seed, 4)) % period.size };
      rest -= period.size;
    }
  };

  return {
    publication(random, index) {
      const { period, place } = periodOf(index);
      const dayIndex = firstAbove(period.ends, place);
      const within = hour(random.fraction()) * 3_600_000 + random.below(3600) * 1000;
      const number = place - (period.monthStarts[dayIndex] ?? 0) + 1;
      return {
        publishedAt: new Date(period.first + dayIndex * day + within),
        arxivId: `${period.months[dayIndex]}.${String(number).padStart(5, "0")}`,
      };
    },
    featureDays(random, publishedAt) {
      const featured = addWorkdays(Math.floor(publishedAt.getTime() / day), delay(random.fraction()));
      const days = [isoDay(featured)];
      if (random.chance(figures.shareFeaturedTwice))
        days.push(isoDay(addWorkdays(featured, 1 + random.below(5))));
      return days;
    },
  };
}

interface Period {
  /** Midnight of its first day, in milliseconds. */
  first: number;
  /** How many papers it has room for. */
  size: number;
  /** See `stepOf`. */
  step: number;
  /** For each day the place after its last one. */
  ends: Float64Array;
  /** For each day the place with which the numbers of its month begin. */
  monthStarts: Float64Array;
  /** For each day the first half of its arXiv ids, `2507`. */
  months: readonly string[];
}

function createPeriod(first: number, last: number): Period {
  const days = (last - first) / day + 1;
  const weights = Array.from({ length: days }, (_, index) => {
    const weekday = (new Date(first + index * day).getUTCDay() + 6) % 7;
    return (figures.publishedOnWeekday[weekday] ?? 0) * (1 + ((figures.growth - 1) * index) / days);
  });
  const months = weights.map((_, index) => idMonth(first + index * day));
  const ofMonth = new Map<string, number>();
  for (const [index, month] of months.entries())
    ofMonth.set(month, (ofMonth.get(month) ?? 0) + (weights[index] ?? 0));
  const scale = idsPerMonth / Math.max(...ofMonth.values());

  const ends = new Float64Array(days);
  const monthStarts = new Float64Array(days);
  let place = 0;
  for (const [index, weight] of weights.entries()) {
    const begins = index === 0 || months[index] !== months[index - 1];
    monthStarts[index] = begins ? place : (monthStarts[index - 1] ?? 0);
    place += Math.floor(weight * scale);
    ends[index] = place;
  }
  return { first, size: place, step: stepOf(place), ends, monthStarts, months };
}

/** Days count from 1 January 1970, a Thursday. */
function addWorkdays(start: number, count: number): number {
  let date = start;
  for (let left = count; left > 0; left--)
    do date++;
    while (isWeekend(date));
  while (isWeekend(date)) date++;
  return date;
}

function isWeekend(date: number): boolean {
  return (date + 3) % 7 > 4;
}

function isoDay(date: number): string {
  return new Date(date * day).toISOString().slice(0, 10);
}

/**
 * The month of an invented id, `2319` for July 2023: 12 later than the calendar has, so that no invented paper is taken
 * for a real one with the same id.
 */
export function idMonth(time: number): string {
  const [year = "", month = ""] = new Date(time).toISOString().slice(2, 7).split("-");
  return `${year}${Number(month) + 12}`;
}

/** Months count from January of the year 0. */
function monthOf(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function startOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12);
}

function startOf(date: string): number {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || isoDay(time / day) !== date)
    throw new RangeError(`"${date}" is not a date like 2025-07-08.`);
  return time;
}
