import type { PaperDraft } from "../src/domain/interchange/paper-draft.js";
import { createAuthorMaker, type Shape } from "./authors.js";
import { createCalendar } from "./calendar.js";
import { fromQuantiles, zipf } from "./distributions.js";
import * as figures from "./figures.js";
import { organizationAt } from "./organizations.js";
import { createRandom, mixedFraction } from "./random.js";
import { createTextMaker } from "./texts.js";
import { requireWholeNumbers } from "./whole-numbers.js";

export interface SyntheticOptions {
  count: number;
  /** Whole number. Seeds share the same people, organizations and keywords. */
  seed: number;
  /** Index of the first paper; defaults to 0. */
  start?: number;
  /** Defaults to `feed`. */
  shape?: Shape;
  /** First day of publication; defaults to `2023-05-04`. */
  from?: string;
  /** Last day of publication; defaults to `2025-12-31`. */
  to?: string;
}

/** Share of a leader's papers from one organization. */
const shareFromHome = 0.8;
/** Probability that comments or stars have the same quantile as the upvotes of the paper. */
const shareAlike = 0.5;

/**
 * Synthetic papers whose distributions follow the real ones (`figures.ts`), not sorted by date. A paper depends only on the
 * seed, its index and the period, so that several processes can share the work. When a period runs out of arXiv IDs (after
 * some 2 million papers by default), papers are older than `from`; see `calendar.ts`.
 *
 * @throws RangeError for an invalid period or invalid numbers
 */
export function* syntheticPapers(options: SyntheticOptions): Generator<PaperDraft> {
  const { count, seed, start = 0, shape = "feed", from = "2023-05-04", to = "2025-12-31" } = options;
  requireWholeNumbers({ count, start, seed });
  const paperAt = createPaperMaker(seed, shape, from, to);
  for (let index = start; index < start + count; index++) yield paperAt(index);
}

function createPaperMaker(
  seed: number,
  shape: Shape,
  from: string,
  to: string,
): (index: number) => PaperDraft {
  const random = createRandom();
  const calendar = createCalendar(seed, from, to);
  const texts = createTextMaker(shape);
  const people = createAuthorMaker(shape);
  const organizationRank = zipf(
    figures.organizations.size,
    figures.organizations.exponent,
    figures.organizations.flat,
  );
  const organizations = Array.from({ length: figures.organizations.size }, (_, number) =>
    organizationAt(number),
  );
  const upvotes = fromQuantiles(figures.upvotes);
  const comments = fromQuantiles(figures.comments);
  const stars = fromQuantiles(figures.githubStars);

  return (index) => {
    random.restart(seed, index);
    const { publishedAt, arxivId } = calendar.publication(random, index);
    const title = texts.title(random);
    const keywords = random.chance(figures.shareWithKeywords) ? texts.keywords(random) : [];
    const popularity = random.fraction();
    const alike = () => (random.chance(shareAlike) ? popularity : random.fraction());
    const leader = people.leader(random);
    const authors = people.authors(random, leader, index);
    const slug = arxivId.replace(".", "-");

    const paper: PaperDraft = {
      title,
      abstract: texts.abstract(random, title, keywords),
      publishedAt,
      featuredOn: calendar.featureDays(random, publishedAt),
      upvotes: upvotes(popularity),
      commentsCount: comments(alike()),
      thumbnailUrl: `https://thumbnails.example.org/${arxivId}.png`,
    };
    if (!random.chance(figures.shareWithoutArxivId)) paper.arxivId = arxivId;
    if (random.chance(figures.shareWithoutNames)) paper.authorsCount = authors.length;
    else paper.authors = authors;
    if (keywords.length > 0) paper.keywords = keywords;
    if (random.chance(figures.shareWithOrganization)) {
      const home = random.chance(shareFromHome) ? mixedFraction(leader, 5) : random.fraction();
      const organization = organizations[organizationRank(home)];
      if (organization) paper.organization = organization;
    }
    if (random.chance(figures.shareWithProject)) paper.projectUrl = `https://projects.example.org/${slug}`;
    if (random.chance(figures.shareWithCode)) {
      paper.codeUrl = `https://code.example.org/papers/${slug}`;
      paper.githubStars = stars(alike());
    }
    if (random.chance(figures.shareWithdrawn))
      paper.withdrawnAt = new Date(publishedAt.getTime() + (1 + random.below(400)) * 86_400_000);
    return paper;
  };
}
