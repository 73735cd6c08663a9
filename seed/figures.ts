import type { Quantiles } from "./distributions.js";

// Parameters of the synthetic papers. "Measured" values come from 6,777 papers of Daily Papers (24 months, May 2023 to September
// 2025); the others are estimates.

/** Measured: median 7, mean 10; the longest list has 3,303. */
export const authorsPerPaper: Quantiles = [
  [0, 1],
  [0.01, 2],
  [0.05, 3],
  [0.25, 5],
  [0.5, 7],
  [0.75, 10],
  [0.9, 14],
  [0.95, 20],
  [0.99, 52],
  [0.999, 377],
  [0.9999, 942],
  [1, 3303],
];

/** Estimate: mean 5, as on arXiv. `longestList` is separate. */
export const authorsPerArchivePaper: Quantiles = [
  [0, 1],
  [0.06, 1],
  [0.25, 3],
  [0.5, 4],
  [0.75, 6],
  [0.9, 9],
  [0.99, 20],
  [1, 60],
];

/** Measured: median 15, mean 24. */
export const upvotes: Quantiles = [
  [0, 0],
  [0.01, 1],
  [0.05, 2],
  [0.1, 4],
  [0.25, 8],
  [0.5, 15],
  [0.75, 28],
  [0.9, 51],
  [0.95, 73],
  [0.99, 143],
  [0.999, 311],
  [1, 665],
];

/** Measured: 11 % have none, 41 % have two, one of them from a bot. */
export const comments: Quantiles = [
  [0, 0],
  [0.11, 0],
  [0.115, 1],
  [0.29, 1],
  [0.295, 2],
  [0.69, 2],
  [0.75, 3],
  [0.9, 5],
  [0.95, 6],
  [0.99, 13],
  [0.999, 42],
  [1, 143],
];

/** Measured: median 103. */
export const githubStars: Quantiles = [
  [0, 0],
  [0.01, 1],
  [0.05, 4],
  [0.1, 9],
  [0.25, 28],
  [0.5, 103],
  [0.75, 367],
  [0.9, 1316],
  [0.95, 2943],
  [0.99, 16306],
  [0.999, 77669],
  [1, 91981],
];

/** Measured: median 9, mean 9.6. */
export const keywordsPerPaper: Quantiles = [
  [0, 1],
  [0.01, 2],
  [0.05, 5],
  [0.25, 7],
  [0.5, 9],
  [0.75, 12],
  [0.95, 16],
  [0.99, 20],
  [1, 36],
];

/** Estimate, like the number of categories on arXiv. */
export const keywordsPerArchivePaper: Quantiles = [
  [0, 1],
  [0.5, 1],
  [0.8, 2],
  [0.95, 3],
  [1, 8],
];

/** Estimate. */
export const categoriesPerPaper: Quantiles = [
  [0, 1],
  [0.48, 1],
  [0.481, 2],
  [0.8, 2],
  [0.801, 3],
  [1, 3],
];

/** Estimate. */
export const versionsPerPaper: Quantiles = [
  [0, 1],
  [0.6, 1],
  [0.601, 2],
  [0.86, 2],
  [0.861, 3],
  [0.95, 3],
  [0.999, 8],
  [1, 20],
];

/** Characters, measured: median 1,326. */
export const abstractLength: Quantiles = [
  [0, 165],
  [0.01, 648],
  [0.1, 952],
  [0.25, 1118],
  [0.5, 1326],
  [0.75, 1531],
  [0.9, 1734],
  [1, 1923],
];

/** Shares of papers, measured. */
export const shareWithKeywords = 0.996;
export const shareWithProject = 0.193;
export const shareWithCode = 0.58;
export const shareWithdrawn = 2 / 6777;

/** Measured: one paper of 6,777; more, so that small data sets have some. */
export const shareFeaturedTwice = 0.001;
/** Every row of the feed has an arXiv ID, but other sources lack them. */
export const shareWithoutArxivId = 0.01;
/** Papers with only a number of authors, as on pages as text. */
export const shareWithoutNames = 0.005;
/** Measured: 4.5 %, because the feed has organizations only since late 2025; most papers since then. */
export const shareWithOrganization = 0.4;

/** Number of papers by working days from publication to featuring, from 0 to 8, measured. */
export const workdaysToFeature = [228, 3811, 1570, 527, 268, 184, 52, 23, 25] as const;
/** Monday to Sunday (UTC), measured. */
export const publishedOnWeekday = [1290, 1231, 1152, 1534, 929, 303, 338] as const;
/** Hours 0 to 23 (UTC), measured: arXiv's submission deadline is 18:00. */
export const publishedInHour = [
  121, 112, 160, 140, 146, 182, 205, 208, 233, 250, 162, 187, 191, 229, 332, 382, 477, 1642, 733, 164, 125,
  140, 123, 133,
] as const;
/** Measured growth from the first to the last month (200 papers in 2023, 440 in 2025). */
export const growth = 2.2;

/** Measured: 39 % of authorships are claimed, which is the share of people with an account times their share of claims. */
export const shareOfPeopleWithAccount = 0.56;
/** Measured: a quarter of the unclaimed authorships have a name that an account has elsewhere. */
export const shareClaimedByAccount = 0.393 / shareOfPeopleWithAccount;
/** Share of authorships, measured: 0.51 %, 396 in 8,037 rows. */
export const shareHidden = 0.0055;
/** Measured: 1.5 % of accounts have several printed names, mostly with initials. */
export const sharePrintedWithInitials = 0.008;
/** Estimate: sources spell the same person both ways. */
export const sharePrintedWithoutAccents = 1 / 3;

/** Fitted: 6,777 papers have 32,000 printed names (measured: 33,413), the most frequent on 94 papers (measured: 82). */
export const people = { size: 1_500_000, exponent: 1.1, flat: 200 } as const;
/** The most prolific people have 500 papers in an archive of a million. `mostProlific` is separate. */
export const peopleOfArchive = { size: 1_500_000, exponent: 1.1, flat: 2_000 } as const;
/** In an archive: index and length of the longest author list. */
export const longestList = { index: 1_000, authors: 3_303 } as const;
/** In an archive: a person on every 50th of the first 150,000 papers, 3,000 in total. */
export const mostProlific = { person: 0, every: 50, among: 150_000 } as const;
/** Measured: the first keyword is on 16 % of the papers, the 100th on 0.4 %; 64,662 keywords, 39,789 distinct. */
export const keywords = { size: 110_000, exponent: 0.76, flat: 0 } as const;
/** The first have thousands of papers in 150,000. */
export const organizations = { size: 2_000, exponent: 0.9, flat: 1 } as const;

/** Papers of a snapshot per year, an estimate: like arXiv, plus a tenth for a total of 3 million. */
export const archiveYears = {
  first: 1995,
  papers: [
    13, 16, 20, 24, 28, 31, 33, 36, 39, 44, 47, 50, 56, 59, 64, 70, 77, 85, 93, 98, 105, 113, 124, 141, 156,
    178, 182, 186, 210, 240, 270,
  ].map((thousands) => thousands * 1_100),
} as const;
/** The archives in IDs until March 2007, in the order of the snapshot, with estimated shares. */
export const archives = [
  ["astro-ph", 0.19],
  ["cond-mat", 0.19],
  ["cs", 0.01],
  ["gr-qc", 0.05],
  ["hep-ex", 0.02],
  ["hep-lat", 0.02],
  ["hep-ph", 0.13],
  ["hep-th", 0.11],
  ["math-ph", 0.02],
  ["math", 0.13],
  ["nlin", 0.01],
  ["nucl-ex", 0.01],
  ["nucl-th", 0.03],
  ["physics", 0.03],
  ["quant-ph", 0.05],
] as const;

/** Number of distinct sentences in the abstracts of a snapshot, without and with math. */
export const sentences = { plain: 16_384, math: 2_048 } as const;
/** Shares of papers in a snapshot, estimates. */
export const shareWithMath = 0.2;
export const shareWithComments = 0.75;
export const shareWithJournal = 0.3;
export const shareWithReportNumber = 0.06;
/** Weights of arXiv's own license and those of Creative Commons, an estimate. */
export const licenses = [72, 19, 4, 3, 2] as const;
/** arXiv has required a license since 2008. */
export const firstYearWithLicense = 2008;
/** Share of snapshot papers that print accents. */
export const shareWithAccents = 0.055;
/** In a snapshot, every 700th name ends with "Jr." */
export const juniorEvery = 700;
