import type { ComponentChildren } from "preact";
import type { PaperFilterJson } from "../address/filter-json.js";
import type { Alternate } from "../routing/route.js";
import { literal } from "./graphql-text.js";
import { addressOf } from "./links.js";

export interface TakeawayProps {
  readonly origin: string;
  /** What a feed has entries for: `papers that …`. */
  readonly what: string;
  readonly feeds: readonly Alternate[];
  /** Parameters of feeds and mails. */
  readonly watched: URLSearchParams;
  /** The event of a webhook. */
  readonly event: "ADDED" | "TRENDING";
  readonly filter: PaperFilterJson;
  /** The page as a GraphQL query. */
  readonly query: string;
  /** Parameters of the page's papers as a file; undefined if it has none. */
  readonly exported?: URLSearchParams | undefined;
}

/** Feeds of the papers that an address selects. */
export function feedsOf(title: string, query: URLSearchParams): readonly Alternate[] {
  return [
    { type: "application/atom+xml", title: `${title} (Atom)`, address: addressOf("/feed.atom", query) },
    { type: "application/rss+xml", title: `${title} (RSS)`, address: addressOf("/feed.rss", query) },
    { type: "application/feed+json", title: `${title} (JSON Feed)`, address: addressOf("/feed.json", query) },
  ];
}

const formats = ["Atom", "RSS", "JSON"];

/** How to follow what a page shows, and how to take it along. */
export function Takeaway({ origin, what, feeds, watched, event, filter, query, exported }: TakeawayProps) {
  return (
    <TakeawaySection
      origin={origin}
      query={query}
      codes={<CodeText name="Webhook" text={webhookText(event, filter, watched)} />}
    >
      <Way name="Feed" of={`of ${what}`}>
        {feeds.map(({ address }, index) => (
          <a key={address} href={address}>
            {formats[index]}
          </a>
        ))}
      </Way>
      <Way name="Email" of="at once, daily or weekly">
        <a href={addressOf("/subscribe", watched)}>Subscribe by email</a>
      </Way>
      {exported && (
        <Way name="Files" of="of the papers that match">
          <a href={addressOf("/papers.csv", exported)}>CSV</a>
          <a href={addressOf("/papers.bib", exported)}>BibTeX</a>
        </Way>
      )}
    </TakeawaySection>
  );
}

interface TakeawaySectionProps {
  readonly origin: string;
  /** The page as a GraphQL query. */
  readonly query: string;
  /** More texts to copy. */
  readonly codes?: ComponentChildren;
  /** Ways. */
  readonly children: ComponentChildren;
}

export function TakeawaySection({ origin, query, codes, children }: TakeawaySectionProps) {
  return (
    <section class="takeaway" aria-labelledby="takeaway">
      <h2 id="takeaway">Follow and export</h2>
      <dl>{children}</dl>
      <div class="codes">
        <CodeText name="GraphQL" text={query} />
        <CodeText name="curl" text={curlText(origin, query)} />
        {codes}
      </div>
    </section>
  );
}

/** Links of one kind, and what they have. */
export function Way({ name, of, children }: { name: string; of?: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {of !== undefined && <span>{of}</span>}
      </dd>
    </div>
  );
}

/** A text that unfolds; scripts add a button that copies it. */
export function CodeText({ name, text }: { name: string; text: string }) {
  return (
    <details class="code">
      <summary>{name}</summary>
      <div data-copy={name}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
        <pre tabIndex={0}>{text}</pre>
      </div>
    </details>
  );
}

/** For a POSIX shell: the JSON is in single quotes. */
function curlText(origin: string, query: string): string {
  const body = JSON.stringify({ query: query.replace(/\s+/g, " ") }).replaceAll("'", `'\\''`);
  return `curl ${origin}/graphql -H 'content-type: application/json' \\\n  -d '${body}'`;
}

/** A watch that calls a webhook; it takes the write token. */
function webhookText(event: string, filter: PaperFilterJson, watched: URLSearchParams): string {
  const [window, top] = [watched.get("window"), watched.get("top")];
  const given = event === "TRENDING" ? `trending: { window: ${window}, top: ${top} }` : "added: true";
  return `mutation {
  createWatch(
    event: { ${given} }
    filter: ${literal(filter)}
    channel: { webhook: { url: "https://example.org/hook" } }
  ) { watch { id } secret }
}`;
}
