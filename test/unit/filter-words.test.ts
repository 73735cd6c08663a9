import { expect, test } from "vitest";
import { filterWords } from "../../src/domain/catalog/filter-words.js";
import { encodeGlobalId } from "../../src/domain/values/global-ids.js";

test.each([
  [{}, ""],
  [{ organizations: ["facebook", "google"], hasCode: true }, "of facebook or google, with code"],
  [{ publishedOn: { from: "2025-07-01", to: "2025-07-31" } }, "published from 2025-07-01 until 2025-07-31"],
  [
    { featuredOn: { from: "2025-07-01" }, upvotes: { min: 5, max: 9 } },
    "featured from 2025-07-01, with 5 to 9 upvotes",
  ],
  [
    { upvotes: { max: 1 }, commentsCount: { min: 1, max: 1 }, authorsCount: { min: 1 } },
    "with up to 1 upvote, with 1 comment, with 1 or more authors",
  ],
  [{ addedAt: { since: "2025-07-01T00:00:00Z" } }, "added since 2025-07-01T00:00:00Z"],
  [{ authors: [encodeGlobalId("Author", "name/ada lovelace")] }, "by ada lovelace"],
  [
    { or: [{ keywords: ["agents"] }, { categories: ["cs.CL"], hasCode: false }] },
    "(on agents or in cs.CL, without code)",
  ],
  [{ not: { isFeatured: true }, search: "sparse" }, "except those that were featured, matching “sparse”"],
  [{ and: [{}, { hasArxivId: true }], commentsCount: null }, "of any kind, with an arXiv ID"],
])("a filter in words: %j", (filter, words) => {
  expect(filterWords(filter).join(", ")).toBe(words);
});
