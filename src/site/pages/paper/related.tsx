import { authorAddress } from "../../parts/links.js";
import { countOf } from "../../parts/numbers.js";
import { PaperItem } from "../../parts/paper-item.js";
import type { PaperData } from "./paper-data.js";

type Edge = PaperData["related"]["edges"][number];

/** Related papers, each with what it shares. */
export function Related({ edges }: { edges: readonly Edge[] }) {
  if (edges.length === 0) return null;
  return (
    <section class="related" aria-labelledby="related">
      <h2 id="related">Related papers</h2>
      <ol class="papers">
        {edges.map(({ node, reasons }) => (
          <PaperItem key={node.id} paper={node} heading="h3" note={<Reasons {...reasons} />} />
        ))}
      </ol>
    </section>
  );
}

function Reasons({ name, terms, sharedAuthors, sharedKeywords }: Edge["reasons"]) {
  // Keywords are words of the abstract, too.
  const keywords = new Set(sharedKeywords.map((each) => each.name.toLowerCase()));
  const words = terms.filter((term) => !keywords.has(term.toLowerCase()));
  // Some papers share only a part of a name.
  if (name === null && sharedAuthors.length + sharedKeywords.length + words.length === 0) return null;
  return (
    <p class="reasons">
      {name !== null && <span>mentions {name}</span>}
      {sharedAuthors.length > 0 && (
        <span>
          by{" "}
          {sharedAuthors.slice(0, 3).map((author, index) => (
            <span key={author.id}>
              {index > 0 && ", "}
              <a href={authorAddress(author)}>{author.name}</a>
            </span>
          ))}
          {sharedAuthors.length > 3 && ` and ${countOf(sharedAuthors.length - 3, "other")}`}, too
        </span>
      )}
      {sharedKeywords.length > 0 && (
        <span>shared keywords: {sharedKeywords.map((each) => each.name).join(", ")}</span>
      )}
      {words.length > 0 && <span>shared words: {words.join(", ")}</span>}
    </p>
  );
}
