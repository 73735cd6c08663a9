import { renderToString } from "preact-render-to-string";
import { singleValue } from "../address/filter-address.js";
import { SuggestDocument, type SuggestQuery } from "../generated/documents.js";
import { authorAddress, keywordAddress, organizationAddress, paperAddress } from "../parts/links.js";
import { countOf } from "../parts/numbers.js";
import type { Ask, SiteRequest, TextFile } from "../routing/route.js";

type Suggestion = SuggestQuery["suggest"][number];

/** Options of the search box. */
export async function showSuggestions({ query }: SiteRequest, ask: Ask): Promise<TextFile> {
  const text = singleValue(query, "text") ?? "";
  const { suggest } = text === "" ? { suggest: [] } : await ask(SuggestDocument, { text });
  const items = suggest.map((suggestion, index) => (
    <Option key={index} id={`suggestion-${index}`} {...optionOf(suggestion)} />
  ));
  return { contentType: "text/html; charset=utf-8", text: renderToString(<div>{items}</div>) };
}

interface OptionProps {
  address: string;
  name: string;
  note: string;
}

function optionOf(suggestion: Suggestion): OptionProps {
  switch (suggestion.__typename) {
    case "Paper":
      return {
        address: paperAddress(suggestion),
        name: suggestion.title,
        note: countOf(suggestion.upvotes, "upvote"),
      };
    case "Author":
      return { address: authorAddress(suggestion), name: suggestion.name, note: notes("Author", suggestion) };
    case "Organization":
      return {
        address: organizationAddress(suggestion.slug),
        name: suggestion.name,
        note: notes("Organization", suggestion),
      };
    case "Keyword":
      return {
        address: keywordAddress(suggestion.name),
        name: suggestion.name,
        note: notes("Keyword", suggestion),
      };
  }
}

function notes(kind: string, { papersCount }: { papersCount: number }): string {
  return `${kind}, ${countOf(papersCount, "paper")}`;
}

function Option({ id, address, name, note }: OptionProps & { id: string }) {
  return (
    <a id={id} role="option" aria-selected="false" href={address} tabIndex={-1}>
      <span>{name}</span> <small>{note}</small>
    </a>
  );
}
