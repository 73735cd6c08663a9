import type { ComponentChildren } from "preact";
import type { PaperItemFragment } from "../generated/documents.js";
import { Day } from "./dates.js";
import { authorAddress, organizationAddress, paperAddress } from "./links.js";
import { count, countOf } from "./numbers.js";

interface PaperItemProps {
  paper: PaperItemFragment;
  /** `h3` under a heading of the list. */
  heading?: "h2" | "h3";
  /** In front of the paper, such as its rank. */
  lead?: ComponentChildren;
  /** Under the names, such as what it shares with another paper. */
  note?: ComponentChildren;
  /** Under the number of upvotes. */
  chart?: ComponentChildren;
}

/** A paper in a list; its abstract unfolds. */
export function PaperItem({ paper, heading: Heading = "h2", lead, note, chart }: PaperItemProps) {
  const { id, title, abstract, publishedOn, organization, upvotes, commentsCount, codeUrl } = paper;
  return (
    <li class="paper" data-paper={id}>
      {lead}
      <div class="what">
        <Heading class="title">
          <a href={paperAddress(paper)} data-item="">
            {title}
          </a>
        </Heading>
        <p class="meta">
          <Authors {...paper} />
          {organization && (
            <a class="org" href={organizationAddress(organization.slug)}>
              {organization.name}
            </a>
          )}
          {publishedOn && <Day on={publishedOn} />}
          {commentsCount > 0 && <span>{countOf(commentsCount, "comment")}</span>}
          {codeUrl && (
            <a href={codeUrl} rel="noopener">
              Code
            </a>
          )}
        </p>
        {note}
        {abstract && (
          <details>
            <summary>Abstract</summary>
            <p class="abstract">{abstract}</p>
          </details>
        )}
      </div>
      <div class="votes">
        <strong data-upvotes={upvotes}>{count(upvotes)}</strong>
        <span class="spoken">{upvotes === 1 ? "upvote" : "upvotes"}</span>
        {chart}
      </div>
    </li>
  );
}

/** The first authors, and how many others there are. */
function Authors({ authors, authorsCount }: PaperItemFragment) {
  const { nodes } = authors;
  const total = authorsCount ?? nodes.length;
  if (nodes.length === 0) return total > 0 ? <span>{countOf(total, "author")}</span> : null;
  const shown = total > nodes.length ? nodes.slice(0, 3) : nodes;
  return (
    <span class="authors">
      {shown.map((author, index) => (
        <span key={author.id}>
          {index > 0 && ", "}
          <a href={authorAddress(author)}>{author.name}</a>
        </span>
      ))}
      {total > shown.length && ` and ${countOf(total - shown.length, "other")}`}
    </span>
  );
}
