import { capitalized } from "../../../text/capitalized.js";
import { authorsOf, type Digest, type DigestPaper, digestSubject, factsOf, summaryOf } from "./digest.js";
import { link, mailPage, row, styles } from "./layout.js";
import { html, type Markup } from "./markup.js";

/** The HTML of a digest, with the same content as its text. */
export function digestHtml(digest: Digest): string {
  const { about, date, papers, more, links } = digest;
  const heading = html`<h1 class="ink" style="${styles.heading}">${capitalized(about)}</h1>${
    date === undefined ? undefined : html`<p class="soft" style="${styles.small}">${date}</p>`
  }`;
  return mailPage(digestSubject(digest), preview(digest), [
    row(heading),
    ...papers.map((paper) => row(paperHtml(paper), true)),
    ...(more > 0
      ? [row(html`<p class="ink" style="${styles.text}">${link(links.view, `${more} more`)}</p>`, true)]
      : []),
    footerRow(links),
  ]);
}

export function footerRow({ view, manage, unsubscribe }: Digest["links"]): Markup {
  const links = [
    link(view, "All of them"),
    link(manage, "Change when you get it"),
    link(unsubscribe, "Unsubscribe"),
  ];
  const separated = links.map((one, index) => (index === 0 ? one : html` &middot; ${one}`));
  return row(html`<p class="soft" style="${styles.small}">${separated}</p>`, true);
}

function paperHtml(paper: DigestPaper): Markup {
  const authors = authorsOf(paper);
  const others = [
    ...(paper.arxivUrl === undefined ? [] : [link(paper.arxivUrl, "arXiv")]),
    ...(paper.codeUrl === undefined ? [] : [link(paper.codeUrl, "Code")]),
  ];
  const facts = html`${factsOf(paper).join(" · ")}${others.map((other) => html` &middot; ${other}`)}`;
  return html`<a class="link" href="${paper.url}" style="${styles.title}">${paper.title}</a>
<p class="soft" style="${styles.small}">${facts}</p>${
    authors === "" ? undefined : html`<p class="soft" style="${styles.small}">${authors}</p>`
  }${
    paper.abstract === undefined
      ? undefined
      : html`<p class="ink" style="${styles.text};padding-top:8px">${summaryOf(paper.abstract)}</p>`
  }`;
}

/** Not the subject again, which has the first title. */
function preview({ papers, about }: Digest): string {
  const titles = papers.slice(1, 4).map(({ title }) => title);
  return titles.length === 0 ? capitalized(about) : titles.join(" · ");
}
