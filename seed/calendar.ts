import { firstAbove, weighted } from "./distributions.js";
import * as figures from "./figures.js";
import { mix, type Random } from "./random.js";
import { stepOf } from "./spread.js";

export interface Publication {
  publishedAt: Date;
  /** Unique within the calendar. */
  arxivId: string;
}

export interface Calendar {
  publication(random: Random, index: number): Publication;
  /** Nearly always one day, a working day, not before publication. */
  featureDays(random: Random, publishedAt: Date): string[];
}

const day = 86_400_000;
/** arXiv numbers the papers of a month from 00001 to 99999. */
const idsPerMonth = 99_999;

/**
 * Spreads papers over the days from `from` to `to`, both inclusive (`2023-05-04`): fewer on weekends, more over time.
 *
 * Each index has a unique place in the period, which determines day and arXiv ID. The busiest month has 99,999 IDs, the period
 * therefore some 2 million by default; further papers fill an equally long period of whole months before it, and so on. Any
 * first n papers are spread over the whole period.
 *
 * @throws RangeError for an invalid date, or a period that ends before it begins
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
      // Whole months, because two periods in one month would have the same IDs.
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
  /** Maximum number of papers. */
  size: number;
  /** See `stepOf`. */
  step: number;
  /** By day, the end of its places. */
  ends: Float64Array;
  /** By day, the first place of its month. */
  monthStarts: Float64Array;
  /** By day, the first half of its arXiv IDs, `2507`. */
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

/** Days are counted from 1 January 1970, a Thursday. */
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
 * The month of a synthetic ID, `2319` for July 2023: the month number plus 12, so that synthetic papers never have the ID of a
 * real one.
 */
export function idMonth(time: number): string {
  const [year = "", month = ""] = new Date(time).toISOString().slice(2, 7).split("-");
  return `${year}${Number(month) + 12}`;
}

/** Months are counted from January of the year 0. */
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
