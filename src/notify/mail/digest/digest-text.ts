import { capitalized } from "../../../text/capitalized.js";
import { authorsOf, type Digest, type DigestPaper, factsOf, oneLine, summaryOf } from "./digest.js";

/** Characters of a line; links may be longer. */
const lineLength = 76;

/** The plain text of a digest. */
export function digestText(digest: Digest): string {
  const { about, date, papers, more, links } = digest;
  return [
    wrap(oneLine(`${capitalized(about)}${date === undefined ? "" : `, ${date}`}`, 400)),
    ...papers.map(paperText),
    ...(more > 0 ? [`${more} more: ${links.view}`] : []),
    footerText(links),
  ].join("\n\n");
}

function paperText(paper: DigestPaper): string {
  const lines = [wrap(paper.title), wrap(factsOf(paper).join(" · "))];
  const authors = authorsOf(paper);
  if (authors !== "") lines.push(wrap(authors));
  if (paper.abstract !== undefined) lines.push("", ...wrap(summaryOf(paper.abstract)).split("\n"), "");
  lines.push(paper.url);
  if (paper.arxivUrl !== undefined) lines.push(paper.arxivUrl);
  if (paper.codeUrl !== undefined) lines.push(paper.codeUrl);
  return lines.join("\n");
}

export function footerText({ view, manage, unsubscribe }: Digest["links"]): string {
  return `--\nAll of them: ${view}\nChange when you get it: ${manage}\nUnsubscribe: ${unsubscribe}\n`;
}

/** Breaks a paragraph at spaces. */
export function wrap(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > lineLength) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
