import { idMonth, startOfMonth } from "./calendar.js";
import { firstAbove, weighted } from "./distributions.js";
import * as figures from "./figures.js";
import { mix, type Random } from "./random.js";
import { indexesByPlace, stepOf } from "./spread.js";

/** When a paper of an archive appeared, and under which arXiv id. */
export interface ArchivePublication {
  arxivId: string;
  publishedAt: Date;
  /** `hep-th` of an id like `hep-th/9913001`; undefined for later ids. */
  archive: string | undefined;
}

/**
 * Papers of 1995 to 2025, as many more each year as arXiv got. An index has a place of its own among all, and so an id
 * and a day. The first n papers are spread over the whole period, whatever n is.
 */
export interface ArchiveCalendar {
  /** How many papers there is room for. */
  size: number;
  /** The indexes from `start` to `start + count - 1`, in the order of their ids as texts: as in arXiv's snapshot. */
  inOrder(start: number, count: number): Generator<[index: number, place: number]>;
  /** Of the paper at a place from 0 on. */
  publication(random: Random, place: number): ArchivePublication;
}

/** Ids of one beginning, and the places that they have. */
interface Section {
  archive: string | undefined;
  /** What the number of a paper is put behind: `0716.` or `hep-th/9913`. */
  beginning: string;
  digits: number;
  /** Its month, which is told from midnight of the first day. */
  first: number;
  days: number;
  size: number;
}

const day = 86_400_000;
const [firstMonth, lastMonth] = [figures.archiveYears.first * 12, figures.archiveYears.first * 12 + 371];
/** Ids have no archive in them since April 2007, and numbers of five digits since 2015. */
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
      if (section === undefined) throw new RangeError(`There is no place ${place}.`);
      const number = place - (ends[index] ?? 0) + section.size;
      const dayOfMonth = dayAt(section, number / section.size);
      const within = hour(random.fraction()) * 3_600_000 + random.below(3600) * 1000;
      return {
        arxivId: section.beginning + String(number + 1).padStart(section.digits, "0"),
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
      beginning: `${idMonth(startOfMonth(month))}.`,
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
      beginning: `${archive}/${text}`,
    })),
  );
}

function sectionOf(month: number, share: number, digits: number) {
  const first = startOfMonth(month);
  const size = Math.min(Math.round(papersOf(month) * share), 10 ** digits - 1);
  return { digits, first, days: (startOfMonth(month + 1) - first) / day, size };
}

/** The years' numbers are those of their middles; what lies between grows evenly. */
function papersOf(month: number): number {
  const { papers } = figures.archiveYears;
  const years = Math.min(Math.max((month - firstMonth + 0.5) / 12 - 0.5, 0), papers.length - 1);
  const [before, after] = [papers[Math.floor(years)] ?? 0, papers[Math.ceil(years)] ?? 0];
  return (before + (after - before) * (years % 1)) / 12;
}

/** For each day of the week with which a month can begin, the sums of its days' weights. */
const sumsFrom = Array.from({ length: 7 }, (_, weekday) => {
  let sum = 0;
  return Float64Array.from({ length: 31 }, (_, index) => {
    sum += figures.publishedOnWeekday[(weekday + index) % 7] ?? 0;
    return sum;
  });
});

/** The day of a section, from 0 on, at a share of its papers: ids are given out as time goes by. */
function dayAt({ first, days }: Section, share: number): number {
  const sums = sumsFrom[(new Date(first).getUTCDay() + 6) % 7] ?? new Float64Array();
  return firstAbove(sums, share * (sums[days - 1] ?? 0));
}

function monthsFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
