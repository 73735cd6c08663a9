import { expect, test } from "vitest";
import { numbered, usePapers } from "../kit/search/related.js";

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const people = letters.flatMap((first) => letters.map((second) => ({ name: `Ada ${first}o${second}o` })));

const app = usePapers([
  { title: "Trombone lessons", authors: people.slice(0, 4), upvotes: 1 },
  { title: "Trombone repair", authors: people.slice(0, 4), upvotes: 2 },
  { title: "Oboe", keywords: ["loud trombone"], authors: people.slice(100, 201) },
]);

const open = async (path: string) => (await fetch(`${app.origin}${path}`)).text();
/** Without links. */
const read = async (number: number) =>
  (await open(`/paper/${numbered(number)}`)).replace(/<\/?(a|span)\b[^>]*>/g, "");

test("one other author is not several others", async () => {
  expect(await read(1)).toMatch(/<p class="reasons">by Ada \w+, Ada \w+, Ada \w+ and 1 other, too/);
  expect(await read(3)).toMatch(/<p class="authors">(Ada \w+, ){99}Ada \w+ and 1 other</);
});

test("one upvote is not several upvotes", async () => {
  expect(await read(1)).toContain('<meta name="description" content="1 upvote"/>');
  expect(await read(2)).toContain('<meta name="description" content="2 upvotes"/>');
  const feed = await open("/feed.atom?minUpvotes=1&search=aoao");
  expect(feed).toContain("Reached 1 with 1 upvote");
  expect(feed).toContain("Reached 1 with 2 upvotes");
  expect(feed).not.toContain("with 1 upvotes");
});

test("papers that share only words are related by them", async () => {
  expect(await read(1)).toContain('<p class="reasons">shared words: Trombone</p>');
  expect(await read(3)).not.toContain('<p class="reasons"></p>');
});
