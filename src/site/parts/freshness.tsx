import type { FreshnessFragment } from "../generated/documents.js";
import { Instant } from "./dates.js";

/** When the data were last read, and from where. */
export function FreshnessLine({ sources }: FreshnessFragment) {
  const read = sources.flatMap(({ name, lastSucceededAt: at }) => (at === null ? [] : [{ name, at }]));
  const [latest] = read.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  if (latest === undefined) return <span>No source has been read yet.</span>;
  return (
    <span>
      Data from {sourceNames[latest.name] ?? latest.name}, read <Instant at={latest.at} />
    </span>
  );
}

const sourceNames: Readonly<Record<string, string>> = {
  "daily-papers": "Hugging Face Daily Papers",
  "daily-papers-file": "Hugging Face Daily Papers",
  "daily-papers-page": "Hugging Face Daily Papers",
  arxiv: "arXiv",
  sample: "the bundled sample",
};
