import { describe, expect, test } from "vitest";
import { detectFormat } from "../../src/ingest/formats.js";
import { readPage } from "../../src/ingest/readers/page/page.js";
import { readAll } from "../kit/ingest/reading.js";

const today = "2026-11-23";
const abstractOf = (topic: string) =>
  `We look at ${topic} again, on [0, 1) and elsewhere, ask what was missed, and find that much of it was. Experiments on many tasks bear this out.`;

async function draftsOf(text: string, more: Partial<Parameters<typeof readPage>[1]> = {}) {
  expect(detectFormat(Buffer.from(text))).toBe("page");
  const records = await readAll(readPage, Buffer.from(text), { today, ...more });
  return records.map((record) => (record.kind === "paper" ? record.draft : record));
}

const trees = {
  arxivId: "2507.00001",
  title: "On Trees",
  abstract: abstractOf("trees"),
  publishedOn: "2025-05-10",
  authorsCount: 2,
  commentsCount: 3,
  upvotes: 1_200,
};
const stones = {
  arxivId: "2507.00002",
  title: "On [Wet] Stones",
  abstract: abstractOf("stones"),
  publishedOn: "2026-05-11",
  organization: { slug: "acme", name: "Acme Labs" },
  commentsCount: 0,
};

const site = "https://huggingface.co";
const markdown = `[Subscribe](${site}/login?next=%2Fpapers)

# Daily Papers

## by [![](${site}/front/assets/papers-by.png)AK](${site}/akhaliq) and the research community

- Daily

Oct 2

[1.2k](${site}/login?next=%2Fpapers%2F2507.00001)

### [On\\  Trees](${site}/papers/2507.00001)

[${abstractOf("trees").replace(", ask", ",\\\\\nask")}](${site}/papers/2507.00001)

[- ![](${site}/avatars/a.svg)\\\\
- ![](${site}/avatars/b.svg)\\\\
- 2 authors](${site}/papers/2507.00001)

·

May 10, 2025[3](${site}/papers/2507.00001#community)

[-](${site}/login?next=%2Fpapers%2F2507.00002)

### [On [Wet] Stones](${site}/papers/2507.00002)

[${abstractOf("stones")}](${site}/papers/2507.00002)

[![acme](https://cdn-avatars.huggingface.co/a.png)Acme Labs](${site}/acme)

·

May 11

Company

[TOS](${site}/terms-of-service)
`;

const html2text = (addresses: string) => `[[Hugging Face's logo] Hugging Face][1]
* [ Models ][2]

# Daily Papers

## by[AK][30] and the research community
* Daily

Jun 29
[
1.2k
][31]

### [On Trees][32]

[

${abstractOf("trees").replace(", ask", ",\nask")}

][33]
[
* 2 authors
][34]
·
May 10, 2025 [ 3][35]
[
-
][36]

### [On [Wet] Stones][37]

[

${abstractOf("stones")}

][38]
[
* 4 authors
][39]
·
May 11
${addresses}`;

const addressLines = `Log In

${site}/login

Mar 25

 [-] 1.2k

${site}/login?next=%2Fpapers%2F2507.00001

On Trees

${site}/papers/2507.00001

${abstractOf("trees")}

${site}/papers/2507.00001

[

2 authors](${site}/papers/2507.00001)

·

May 10, 2025 

3

${site}/papers/2507.00001#community

 [-] -

${site}/login?next=%2Fpapers%2F2507.00002

On [Wet] Stones

${site}/papers/2507.00002

${abstractOf("stones")}

${site}/papers/2507.00002

 

${site}/papers/2507.00002

 Acme Labs

${site}/acme

·

May 11
`;

const html = `<!DOCTYPE html>
<html><head><title>Daily Papers</title><style>a > b { color: red }</style></head><body>
<!-- <a href="/papers/2507.00009">hidden</a> -->
<nav><a href="/papers">Papers</a></nav>
<article><a href="/login?next=%2Fpapers%2F2507.00001"><input type="checkbox"/><svg><path d="x"/></svg><div>1.2k</div></a>
<h3 class="mb-1"><a href="/papers/2507.00001" title="a > b">On
 <b>Trees</b></a></h3>
<a href="/papers/2507.00001"><p>${abstractOf("trees")}</p></a>
<a href="/papers/2507.00001"><ul><li><img src="x"></li><li>2 authors</li></ul></a>
<span>·</span><time>May 10, 2025</time> <a href="/papers/2507.00001#community">3</a></article>
<article><a href="/login?next=%2Fpapers%2F2507.00002"><div>-</div></a>
<h3><a href="/papers/2507.00002">On [Wet] Stones</a></h3>
<a href="/papers/2507.00002"><p>${abstractOf("stones").replace("and", "&#97;nd")}</p></a>
<a href="/acme"><img alt="acme">Acme&nbsp;Labs</a><div>&middot;</div><time>May 11</time></article>
<script>if (1 < 2) { "<h3>" }</script></body></html>`;

describe("a page saved with its links", () => {
  test.each([
    ["Markdown", markdown],
    ["text with each address on a line of its own", addressLines],
    ["HTML", html],
  ])("as %s has IDs, upvotes, and all other printed fields", async (_name, text) => {
    expect(await draftsOf(text)).toEqual([trees, stones]);
    expect(await draftsOf(text.replaceAll("\n", "\r\n"))).toEqual([trees, stones]);
  });

  test("by html2text has its URLs at the end, or nowhere", async () => {
    const others = {
      title: stones.title,
      abstract: stones.abstract,
      publishedOn: "2026-05-11",
      authorsCount: 4,
    };
    const { arxivId: _id, ...nameless } = trees;
    expect(await draftsOf(html2text(""))).toEqual([nameless, { ...others, commentsCount: 0 }]);

    const [first, second] = [`${site}/papers/2507.00001`, `${site}/papers/2507.00002`];
    const addresses = `\n[31]: ${site}/login?next=%2Fpapers%2F2507.00001\n[32]: ${first}\n[33]: ${first}\n[34]: ${first}
[35]: ${first}#community\n[36]: ${site}/login?next=%2Fpapers%2F2507.00002\n[37]: ${second}\n[38]: ${second}\n[39]: ${second}\n`;
    expect(await draftsOf(html2text(addresses))).toEqual([
      trees,
      { ...others, arxivId: stones.arxivId, commentsCount: 0 },
    ]);
  });

  test("as HTML with its rows as JSON is read from the JSON", async () => {
    const row = {
      paper: { id: "2507.00001", title: 'On "Trees" & more', upvotes: 5, authors: [{ name: "Ada" }] },
      numComments: 2,
    };
    const props = JSON.stringify({ dateString: "2025-07-08", dailyPapers: [row] });
    const escaped = props.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    const text = `<!DOCTYPE html><html><body><div class="x" data-target="DailyPapers" data-props="${escaped}"><h3><a href="/papers/2507.00009">no</a></h3></div></body></html>`;
    expect(await draftsOf(text)).toEqual([
      {
        arxivId: "2507.00001",
        title: 'On "Trees" & more',
        upvotes: 5,
        authors: [{ name: "Ada" }],
        commentsCount: 2,
      },
    ]);
  });

  test.each([
    ["hf.co", (text: string) => text.replaceAll(site, "https://hf.co")],
    ["www.hf.co", (text: string) => text.replaceAll(site, "http://www.hf.co")],
    [
      "the Wayback Machine",
      (text: string) => text.replaceAll(site, `https://web.archive.org/web/20261002101500/${site}`),
    ],
    [
      "the Wayback Machine in its own pages",
      (text: string) => text.replaceAll('href="/', `href="/web/20261002101500/${site}/`),
    ],
  ])("through %s has the same papers", async (_name, by) => {
    for (const text of [markdown, addressLines, html])
      expect(await draftsOf(by(text))).toEqual([trees, stones]);
  });

  test("has the instant at which it was saved, for its years and upvotes", async () => {
    const at = new Date("2027-06-29T16:31:22.135Z");
    const captured = `# Web source\n\n- Captured (UTC): 2027-06-29T16:31:22.135+00:00\n\n${markdown}`;
    const { upvotes, ...others } = trees;
    expect(await draftsOf(captured)).toEqual([
      { ...others, upvoteHistory: [{ at, upvotes }] },
      { ...stones, publishedOn: "2027-05-11" },
    ]);
    const day = { upvoteHistory: [{ at: new Date("2027-10-02T00:00:00Z"), upvotes }] };
    expect(await draftsOf(`---\nurl: x\nretrieved: 2027-10-02\n---\n${markdown}`)).toMatchObject([day, {}]);
    expect(await draftsOf(captured, { asOf: "2027-10-02" })).toMatchObject([day, {}]);
    expect(await draftsOf(`saved: 2027-06-29 16:31:22.135\n\n${markdown}`)).toMatchObject([
      { upvoteHistory: [{ at, upvotes }] },
      {},
    ]);
  });

  test.each([
    [
      "a list of links to papers",
      `# Reading list\n\n${"- [On Trees](https://huggingface.co/papers/2507.00001)\n".repeat(9)}`,
    ],
    ["a README with headings that are links", `# x\n\n${`## [Part][1]\n\n${abstractOf("x")}\n\n`.repeat(9)}`],
    [
      "a change log",
      `# Changes\n\n${["1.2.0", "1.1.0"].map((version) => `## [${version}](https://github.com/a/b)\n\n${abstractOf("x")}\n\nJul 7, 2025\n\n`).join("")}`,
    ],
    [
      "a web page of releases",
      `<!DOCTYPE html><html><body><a href="/papers">Papers</a>${`<h2><a href="/a/b">1.2.0</a></h2><p>${abstractOf("x")}</p><a href="/acme">Acme</a><time>Jul 7, 2025</time>`.repeat(3)}</body></html>`,
    ],
    [
      "a letter that links to a paper",
      `# News\n\n[This paper](${site}/papers/2507.00001) is new.\n\nJul 7, 2025\n\n${abstractOf("x")}\n`,
    ],
    [
      "another web page",
      `<!DOCTYPE html><html><body><a href="/papers">Papers</a><h3>News</h3><p>${abstractOf("x")}</p></body></html>`,
    ],
  ])("is not %s", async (_name, text) => {
    expect(await draftsOf(text)).toMatchObject([
      { kind: "rejected", reason: expect.stringContaining("expected a Daily Papers page") },
    ]);
  });

  test("is read in linear time", async () => {
    const start = "### [x](https://huggingface.co/papers/2507.00001)\n";
    for (const piece of ["[", "[\n\n", "](", "![", "[x](y) ", "\\", "[x][1]\n\n"])
      await draftsOf(`${start}${piece.repeat(200_000 / piece.length)}`);
    for (const piece of ["<", "<a ", '<a "', "<!--", "<p>x</p>", "<script>", "<h3><a href=x>y</a>", "&amp;"])
      await draftsOf(`<html>/papers${piece.repeat(200_000 / piece.length)}`);
  });
});
