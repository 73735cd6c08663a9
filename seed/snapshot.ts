import { type ArchivePublication, createArchiveCalendar } from "./archive-calendar.js";
import { createAuthorMaker } from "./authors.js";
import { createCategoryMaker } from "./categories.js";
import { createDatePrinter } from "./date-printer.js";
import { fromQuantiles, weighted } from "./distributions.js";
import * as figures from "./figures.js";
import { createRandom, type Random } from "./random.js";
import { createSnapshotPeople, type SnapshotName } from "./snapshot-people.js";
import { createAbstractMaker, snapshotTitle } from "./snapshot-texts.js";
import { createTextMaker } from "./texts.js";
import { requireWholeNumbers } from "./whole-numbers.js";

export interface SnapshotOptions {
  count: number;
  /** Whole number. Seeds share the same people. */
  seed: number;
  /** Index of the first paper; defaults to 0. */
  start?: number;
}

const day = 86_400_000;
const endOfPeriod = Date.UTC(2026, 0, 1);

const licenses = [
  "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
  "http://creativecommons.org/licenses/by/4.0/",
  "http://creativecommons.org/licenses/by-nc-nd/4.0/",
  "http://creativecommons.org/licenses/by-nc-sa/4.0/",
  "http://creativecommons.org/publicdomain/zero/1.0/",
] as const;

/**
 * Synthetic papers of 1995 to 2025 as lines of arXiv's snapshot on Kaggle (`arxiv-metadata-oai-snapshot.json`), in ASCII, sorted
 * by ID. A paper depends only on the seed and its index.
 *
 * @throws RangeError for more papers than there are IDs (some 3.1 million), or invalid numbers
 */
export function* snapshotLines({ count, seed, start = 0 }: SnapshotOptions): Generator<string> {
  requireWholeNumbers({ count, seed, start });
  const calendar = createArchiveCalendar(seed);
  if (start + count > calendar.size)
    throw new RangeError(`A snapshot has up to ${calendar.size} papers, got ${start + count}.`);
  const random = createRandom();
  const lineOf = createLineMaker();
  for (const [index, place] of calendar.inOrder(start, count)) {
    random.restart(seed, index);
    yield lineOf(random, index, calendar.publication(random, place));
  }
}

/** Builds lines by hand: `JSON.stringify` would take as long as everything else. */
function createLineMaker(): (random: Random, index: number, publication: ArchivePublication) => string {
  const texts = createTextMaker("archive");
  const abstractOf = createAbstractMaker();
  const people = createAuthorMaker("archive");
  const personAt = createSnapshotPeople();
  const categories = createCategoryMaker();
  const versionsCount = fromQuantiles(figures.versionsPerPaper);
  const licenseOf = weighted(figures.licenses);
  const dates = createDatePrinter();
  const versionOf = (time: number, index: number) =>
    `{"version":"v${index + 1}","created":"${dates.instant(time)}"}`;

  return (random, index, { arxivId, publishedAt, archive }) => {
    const year = publishedAt.getUTCFullYear();
    const title = texts.title(random);
    const printing = random.chance(figures.shareWithAccents) ? "accented" : "plain";
    const names: SnapshotName[] = [];
    for (const number of people.people(random, people.leader(random), index))
      names.push(personAt(number)[printing]);
    const comments = random.chance(figures.shareWithComments) ? commentsOf(random) : null;
    const published = random.chance(figures.shareWithJournal);
    const journal = published ? `J. Synth. Res. ${year - 1990} (${year}) ${1 + random.below(9999)}` : null;
    const doi = published ? `10.5555/${arxivId.replace("/", ".")}` : null;
    const reported = random.chance(figures.shareWithReportNumber);
    const report = reported ? `SYN-${year}-${1 + random.below(999)}` : null;
    const licensed = year >= figures.firstYearWithLicense;
    const license = licensed ? (licenses[licenseOf(random.fraction())] ?? null) : null;
    const versions = versionsFrom(random, publishedAt.getTime(), versionsCount(random.fraction()));

    return (
      `{"id":"${arxivId}","submitter":"${names[0]?.line}","authors":"${lineOfNames(random, names)}",` +
      `"title":"${snapshotTitle(title)}","comments":${quoted(comments)},"journal-ref":${quoted(journal)},` +
      `"doi":${quoted(doi)},"report-no":${quoted(report)},` +
      `"categories":"${categories(random, archive).join(" ")}","license":${quoted(license)},` +
      `"abstract":"${abstractOf(random, title)}","versions":[${versions.map(versionOf).join(",")}],` +
      `"update_date":"${dates.day((versions.at(-1) ?? 0) + day)}",` +
      `"authors_parsed":[${names.map(({ parsed }) => parsed).join(",")}]}\n`
    );
  };
}

/** Joins half of all lines with "and". */
function lineOfNames(random: Random, names: readonly SnapshotName[]): string {
  const joint = random.chance(0.5) ? " and " : ", ";
  let line = "";
  for (const [index, name] of names.entries())
    line += index === 0 ? name.line : (index === names.length - 1 ? joint : ", ") + name.line;
  return line;
}

function commentsOf(random: Random): string {
  const pages = `${2 + random.below(48)} pages`;
  return random.chance(0.6) ? `${pages}, ${1 + random.below(20)} figures` : pages;
}

/** Times of the versions of a paper: days or months apart, none after the period. */
function versionsFrom(random: Random, first: number, count: number): number[] {
  const times = [first];
  for (let time = first; times.length < count; times.push(time)) {
    time += Math.ceil((1 + random.below(300)) * random.fraction() * 86_400) * 1_000;
    if (time >= endOfPeriod) break;
  }
  return times;
}

function quoted(text: string | null): string {
  return text === null ? "null" : `"${text}"`;
}
