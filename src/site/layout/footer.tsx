import type { FreshnessFragment } from "../generated/documents.js";
import { FreshnessLine } from "../parts/freshness.js";

export function Footer({
  freshness,
  graphiql,
}: {
  freshness: FreshnessFragment | undefined;
  graphiql: boolean;
}) {
  return (
    <footer class="bottom">
      {freshness && (
        <p class="freshness">
          <FreshnessLine {...freshness} />
        </p>
      )}
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
