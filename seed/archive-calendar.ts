import { idMonth, startOfMonth } from "./calendar.js";
import { firstAbove, weighted } from "./distributions.js";
import * as figures from "./figures.js";
import { mix, type Random } from "./random.js";
import { indexesByPlace, stepOf } from "./spread.js";

export interface ArchivePublication {
  arxivId: string;
  publishedAt: Date;
  /** `hep-th` of an id like `hep-th/9913001`; undefined for later ids. */
  archive: string | undefined;
}

/**
 * Papers of 1995 to 2025, growing like arXiv. Each index has a unique place, which determines ID and day. Any first n papers
 * are spread over the whole period.
 */
export interface ArchiveCalendar {
  /** Maximum number of papers. */
  size: number;
  /** The indexes from `start` to `start + count - 1`, in lexical order of their IDs, as in arXiv's snapshot. */
  inOrder(start: number, count: number): Generator<[index: number, place: number]>;
  /** @param place from 0 */
  publication(random: Random, place: number): ArchivePublication;
}

/** IDs with a common prefix. */
interface Section {
  archive: string | undefined;
  /** `0716.` or `hep-th/9913` */
  prefix: string;
  digits: number;
  /** Midnight of the first day of its month. */
  first: number;
  days: number;
  size: number;
}

const day = 86_400_000;
const [firstMonth, lastMonth] = [figures.archiveYears.first * 12, figures.archiveYears.first * 12 + 371];
/** IDs have no archive since April 2007, and five digits since 2015. */
const [firstModern, firstOfFiveDigits] = [2007 * 12 + 3, 2015 * 12];

export function createArchiveCalendar(seed: number): ArchiveCalendar {
  const sections = [...modernSections(), ...oldSections()];
  const ends = new Float64Array(sections.length);
  let size = 0;
  for (const [index, section] of sections.entries()) {
    size += section.size;
    ends[index] = size;
  }
  const spread = { size, step: stepOf(size), offset: mix(seed, 4) };
  const hour = weighted(figures.publishedInHour);

  return {
    size,
    inOrder: (start, count) => indexesByPlace(spread, start, count),
    publication(random, place) {
      const index = firstAbove(ends, place);
      const section = sections[index];
      if (section === undefined) throw new RangeError(`Place ${place} is out of range.`);
      const number = place - (ends[index] ?? 0) + section.size;
      const dayOfMonth = dayAt(section, number / section.size);
      const within = hour(random.fraction()) * 3_600_000 + random.below(3600) * 1000;
      return {
        arxivId: section.prefix + String(number + 1).padStart(section.digits, "0"),
        publishedAt: new Date(section.first + dayOfMonth * day + within),
        archive: section.archive,
      };
    },
  };
}

function modernSections(): Section[] {
  return monthsFrom(firstModern, lastMonth).map((month) => {
    const digits = month < firstOfFiveDigits ? 4 : 5;
    return {
      ...sectionOf(month, 1, digits),
      archive: undefined,
      prefix: `${idMonth(startOfMonth(month))}.`,
    };
  });
}

function oldSections(): Section[] {
  const months = monthsFrom(firstMonth, firstModern - 1)
    .map((month) => ({ month, text: idMonth(startOfMonth(month)) }))
    .sort((one, other) => Number(one.text) - Number(other.text));
  return figures.archives.flatMap(([archive, share]) =>
    months.map(({ month, text }) => ({
      ...sectionOf(month, share, 3),
      archive,
      prefix: `${archive}/${text}`,
    })),
  );
}

function sectionOf(month: number, share: number, digits: number) {
  const first = startOfMonth(month);
  const size = Math.min(Math.round(papersOf(month) * share), 10 ** digits - 1);
  return { digits, first, days: (startOfMonth(month + 1) - first) / day, size };
}

/** Interpolates linearly between the middles of the years. */
function papersOf(month: number): number {
  const { papers } = figures.archiveYears;
  const years = Math.min(Math.max((month - firstMonth + 0.5) / 12 - 0.5, 0), papers.length - 1);
  const [before, after] = [papers[Math.floor(years)] ?? 0, papers[Math.ceil(years)] ?? 0];
  return (before + (after - before) * (years % 1)) / 12;
}

/** Cumulative weights of the days of a month, by the weekday of its first day. */
const sumsFrom = Array.from({ length: 7 }, (_, weekday) => {
  let sum = 0;
  return Float64Array.from({ length: 31 }, (_, index) => {
    sum += figures.publishedOnWeekday[(weekday + index) % 7] ?? 0;
    return sum;
  });
});

/** The day of a section, from 0, at a share of its papers. IDs are assigned in chronological order. */
function dayAt({ first, days }: Section, share: number): number {
  const sums = sumsFrom[(new Date(first).getUTCDay() + 6) % 7] ?? new Float64Array();
  return firstAbove(sums, share * (sums[days - 1] ?? 0));
}

function monthsFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
