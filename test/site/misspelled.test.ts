import { expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { useApp } from "../kit/server/app.js";

// What pages suggest for names and words that do not exist.

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database);

async function open(path: string) {
  const response = await fetch(`${app.origin}${path}`, {
    headers: { accept: "text/html" },
    redirect: "manual",
  });
  const text = await response.text();
  const [, main = ""] = /<main[^>]*>(.*)<\/main>/s.exec(text) ?? [];
  const shown = main.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  return { status: response.status, location: response.headers.get("location"), text, shown };
}

test.each([
  ["tim detmers", "Tim Dettmers", "/author/timdettmers"],
  ["Tsingua", "Tsinghua University", "/org/Tsinghua"],
  ["reinforcment lerning", "reinforcement learning", "/keyword/reinforcement%20learning"],
])("a search for %s suggests %s", async (text, name, address) => {
  const { shown, text: html } = await open(`/search?${new URLSearchParams({ search: text })}`);
  expect(shown).toContain("No paper matches. Check the spelling, or use fewer words.");
  expect(shown.slice(shown.indexOf("Did you mean"))).toContain(name);
  expect(html).toContain(`href="${address}"`);
});

test.each([
  ["/papers?authors=Tim+Detmers&minUpvotes=1", "/papers?authors=timdettmers&amp;minUpvotes=1"],
  ["/?coauthorsOf=Tim+Detmers&window=WEEK", "/?coauthorsOf=timdettmers&amp;window=WEEK"],
  ["/papers?organizations=tsingua&minUpvotes=1", "/papers?organizations=Tsinghua&amp;minUpvotes=1"],
  ["/papers?organizations=facebok", "/papers?organizations=facebook"],
  ["/?keywords=reinforcment+lerning", "/?keywords=reinforcement+learning"],
])("the filter of %s leads to %s", async (path, address) => {
  const { text, shown } = await open(path);
  expect(shown).toContain("Did you mean");
  expect(text).toContain(`href="${address}"`);
});

test.each([
  ["/author/Tim%20Detmers", "Tim Dettmers", "/author/timdettmers"],
  ["/org/tsingua", "Tsinghua University", "/org/Tsinghua"],
  ["/org/facebok", "AI at Meta", "/org/facebook"],
  ["/author/timdetmers", "Tim Dettmers", "/author/timdettmers"],
  ["/keyword/reinforcment%20lerning", "reinforcement learning", "/keyword/reinforcement%20learning"],
  ["/path?from=Tim+Detmers&to=Jing+Xu", "Tim Dettmers", "/path?from=timdettmers&amp;to=Jing+Xu"],
])("%s does not exist, and suggests %s", async (path, name, address) => {
  const { status, shown, text } = await open(path);
  expect(status).toBe(404);
  expect(shown.slice(shown.indexOf("Did you mean"))).toContain(name);
  expect(text).toContain(`href="${address}"`);
});

test("a search without results shows papers with some of the words", async () => {
  const { shown } = await open("/search?search=atention+is+all+you+need");
  expect(shown).toContain("Papers with some of the words");
  expect((await open("/search?search=qqqqqq")).shown).not.toContain("Papers with some of the words");
});

test.each(["2509.24006", "https://arxiv.org/abs/2509.24006v2", "10.48550/arXiv.2509.24006"])(
  "a search for %s leads to the paper",
  async (form) => {
    const found = await open(`/search?${new URLSearchParams({ search: form })}`);
    expect([found.status, found.location]).toEqual([301, "/paper/2509.24006"]);
  },
);

test("a search for the arXiv ID of another paper leads to arXiv", async () => {
  const { shown, text } = await open("/search?search=2509.99999");
  expect(shown).toContain("No paper here has the arXiv ID 2509.99999.");
  expect(text).toContain('href="https://arxiv.org/abs/2509.99999"');
});
