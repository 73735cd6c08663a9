import type { FreshnessFragment } from "../generated/documents.js";
import { Instant } from "../parts/dates.js";

export function Footer({
  freshness,
  graphiql,
}: {
  freshness: FreshnessFragment | undefined;
  graphiql: boolean;
}) {
  return (
    <footer class="bottom">
      {freshness && <FreshnessLine {...freshness} />}
      <p>
        <a href="/papers">All papers</a>
        {graphiql && <a href="/graphql">GraphQL API</a>}
        <span class="keys">
          Press <kbd>?</kbd> for keyboard shortcuts
        </span>
      </p>
    </footer>
  );
}

/** When the data were last read. */
export function FreshnessLine({ sources }: FreshnessFragment) {
  const read = sources.flatMap(({ name, lastSucceededAt }) =>
    lastSucceededAt ? [{ name, at: lastSucceededAt }] : [],
  );
  const latest = read.sort((a, b) => (a.at < b.at ? 1 : -1))[0];
  if (latest === undefined) return <p class="freshness">No source has been read yet.</p>;
  return (
    <p class="freshness">
      Data from {sourceNames[latest.name] ?? latest.name}, read <Instant at={latest.at} />
    </p>
  );
}

const sourceNames: Readonly<Record<string, string>> = {
  "daily-papers": "Hugging Face Daily Papers",
  arxiv: "arXiv",
  sample: "the bundled sample",
};
