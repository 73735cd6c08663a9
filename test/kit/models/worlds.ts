import fc from "fast-check";
import type { AuthorDraft, PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { type TrustLevel, trustLevels } from "../../../src/domain/interchange/trust-level.js";
import { foldCase } from "./folding.js";

// Small random worlds of papers: few ids, names, organizations and dates, so that they meet often.

const day = fc.integer({ min: 1, max: 12 }).map((number) => `2025-07-${String(number).padStart(2, "0")}`);

/** Each account has one face, as accounts do. */
const account = fc.integer({ min: 1, max: 4 }).map((number) => ({
  accountId: `account${number}`,
  accountName: `Account Holder ${number}`,
  username: `user${number}`,
}));

const names = [
  ...["Balázs Nagy", "Balazs Nagy", "BALAZS NAGY", "Wei Zhang", "Ada Lovelace", "Grace M. Hopper"],
  ...["Matthias Nießner", "Matthias Niessner", "MATTHIAS NIESSNER", "Γιώργος Μπάνος", "ΓΙΩΡΓΟΣ ΜΠΑΝΟΣ"],
];

const author: fc.Arbitrary<AuthorDraft> = fc
  .tuple(fc.constantFrom(...names), fc.option(account, { nil: undefined }), fc.integer({ min: 0, max: 9 }))
  .map(([name, claim, dice]) => ({ name, ...(claim ?? {}), ...(dice === 0 ? { hidden: true } : {}) }));

const keyword = fc.constantFrom(
  ...["LLMs", "llms", "Diffusion", "reinforcement learning", "graph networks", "Größe", "GRÖSSE"],
);

/** Facts of paper number n; what never changes of a paper (its id, title and date) follows from n. */
export function paperNumber(n: number): Pick<PaperDraft, "title"> & { arxivId: string } {
  return { arxivId: `2507.${String(n).padStart(5, "0")}`, title: `${titles[n % titles.length]} ${n}` };
}

/** What only arXiv states. */
const arxivLists = fc.record({
  categories: fc.uniqueArray(fc.constantFrom("cs.CL", "hep-th", "cond-mat.str-el"), { minLength: 1 }),
  versions: fc
    .uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1 })
    .map((numbers) =>
      numbers
        .sort()
        .map((number) => ({ number, submittedAt: `2025-07-${String(10 + number)}T00:00:00.000Z` })),
    ),
});

const titles = [
  "Learning to Reason",
  "Graphs of Thought",
  "Attention again",
  "Zebra stripes",
  "Ångström models",
  "Größe, the λόγος",
];

/** A paper of the feed, with all fields. */
export const feedPaper: fc.Arbitrary<PaperDraft & { arxivId: string }> = fc
  .record({
    number: fc.integer({ min: 1, max: 30 }),
    publishedAt: day.map((date) => new Date(`${date}T17:00:00Z`)),
    featuredOn: fc.array(day, { maxLength: 2 }),
    authors: fc.array(author, { minLength: 1, maxLength: 5 }),
    organization: fc.option(fc.constantFrom("Facebook", "google", "Qwen"), { nil: undefined }),
    keywords: fc.uniqueArray(keyword, { selector: foldCase, maxLength: 3 }),
    upvotes: fc.integer({ min: 0, max: 8 }),
    commentsCount: fc.integer({ min: 0, max: 3 }),
    codeUrl: fc.option(fc.constant("https://github.com/a/b"), { nil: undefined }),
    lists: fc.option(arxivLists, { nil: undefined, freq: 1 }),
  })
  .map(({ number, organization, codeUrl, featuredOn, lists, ...facts }) => ({
    ...lists,
    ...paperNumber(number),
    ...facts,
    featuredOn: [...new Set(featuredOn)].sort(),
    abstract: `On ${facts.keywords.join(" and ") || "nothing"} by the numbers.`,
    ...(organization === undefined
      ? {}
      : { organization: { slug: organization, name: `The ${organization}` } }),
    ...(codeUrl === undefined ? {} : { codeUrl }),
  }));

/** Distinct papers of the feed. */
export const feed = fc.uniqueArray(feedPaper, {
  selector: ({ arxivId }) => arxivId,
  minLength: 3,
  maxLength: 25,
});

/** A paper of a page, without ID; some are also in the feed. */
const pagePaper: fc.Arbitrary<PaperDraft> = fc
  .record({
    number: fc.integer({ min: 1, max: 30 }),
    publishedOn: day,
    commentsCount: fc.integer({ min: 0, max: 3 }),
    who: fc.oneof(
      fc.constant({ organization: { slug: "facebook", name: "AI at Meta" } }),
      fc.integer({ min: 1, max: 9 }).map((authorsCount) => ({ authorsCount })),
    ),
  })
  .map(({ number, who, ...facts }) => ({ title: paperNumber(number).title.toUpperCase(), ...who, ...facts }));

export const page = fc.uniqueArray(pagePaper, { selector: ({ title }) => title, maxLength: 10 });

/** A draft with its source. */
export interface Recording {
  draft: PaperDraft;
  trustLevel: TrustLevel;
  source: string;
}

/** Recordings of feed and page, and the same in another order. */
export const shuffledRecordings: fc.Arbitrary<{ once: Recording[]; again: Recording[] }> = fc
  .tuple(feed, page)
  .map(([fed, paged]) => [
    ...fed.map((draft) => ({ draft, trustLevel: trustLevels.feed, source: "daily-papers" })),
    ...paged.map((draft) => ({ draft, trustLevel: trustLevels.page, source: "daily-papers-page" })),
  ])
  .chain((once) =>
    fc
      .shuffledSubarray(once, { minLength: once.length, maxLength: once.length })
      .map((again) => ({ once, again })),
  );

/** Names in two equivalent spellings each. */
const spellings = [
  ["José P", "Jose P"],
  ["Matthias Nießner", "MATTHIAS NIESSNER"],
  ["Γιώργος P", "ΓΙΩΡΓΟΣ P"],
] as const;

/** People of a larger world: sparse enough that some are strangers, with accounts, accents and shared names. */
const citizen: fc.Arbitrary<AuthorDraft> = fc
  .record({
    number: fc.integer({ min: 1, max: 24 }),
    accented: fc.boolean(),
    claims: fc.boolean(),
    stray: fc.integer({ min: 0, max: 11 }),
    hidden: fc.integer({ min: 0, max: 11 }),
  })
  .map(({ number, accented, claims, stray, hidden }) => {
    // Few claim under another's name; then two accounts carry it, or an account two.
    const name = stray === 0 ? (number % 24) + 1 : number;
    return {
      name: `${spellings[name % 3]?.[accented ? 0 : 1]}${name}`,
      ...(claims && number <= 8
        ? { accountId: `account${number}`, accountName: `Holder ${number}`, username: `user${number}` }
        : {}),
      ...(hidden === 0 ? { hidden: true } : {}),
    };
  });

/** Days of two years and a half, some of them at the ends of months. */
export const anyDay = fc.oneof(
  fc
    .integer({ min: 0, max: 900 })
    .map((days) => new Date(Date.UTC(2023, 5, 1) + days * 86_400_000).toISOString().slice(0, 10)),
  fc.constantFrom("2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01", "2024-04-30", "2024-06-01"),
);

/** Successive recordings of a few papers by a feed. */
export const chronicle: fc.Arbitrary<(PaperDraft & { arxivId: string })[]> = fc.array(
  fc
    .record({
      number: fc.integer({ min: 1, max: 40 }),
      date: fc.option(anyDay, { nil: undefined, freq: 12 }),
      featuredOn: fc.array(anyDay, { maxLength: 2 }),
      authors: fc.array(citizen, { minLength: 1, maxLength: 4 }),
      organization: fc.option(fc.constantFrom("Facebook", "google", "Qwen", "ai-labs"), { nil: undefined }),
      keywords: fc.uniqueArray(keyword, { selector: foldCase, maxLength: 3 }),
      upvotes: fc.integer({ min: 0, max: 8 }),
      commentsCount: fc.integer({ min: 0, max: 3 }),
      codeUrl: fc.option(fc.constant("https://github.com/a/b"), { nil: undefined }),
      lists: fc.option(arxivLists, { nil: undefined, freq: 1 }),
    })
    .map(({ number, date, organization, codeUrl, featuredOn, lists, ...facts }) => ({
      ...lists,
      ...paperNumber(number),
      ...facts,
      featuredOn: [...new Set(featuredOn)].sort(),
      ...(date === undefined ? {} : { publishedAt: new Date(`${date}T17:00:00Z`) }),
      ...(organization === undefined
        ? {}
        : { organization: { slug: organization, name: `The ${organization}` } }),
      ...(codeUrl === undefined ? {} : { codeUrl }),
    })),
  { minLength: 10, maxLength: 60 },
);
