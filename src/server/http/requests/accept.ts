import { remembering } from "../../../text/remembering.js";

// Proactive negotiation, RFC 9110 section 12.5: quality values from 0 to 1, the most specific range wins, 0 forbids.

interface Range {
  readonly value: string;
  readonly quality: number;
}

/** Ranges of a header that are considered; browsers send about ten. */
export const maxRanges = 50;

/** Ranges of an Accept or Accept-Encoding header, in lower case. Parameters other than `q` are ignored. */
function rangesOf(header: string): Range[] {
  return header
    .toLowerCase()
    .split(",", maxRanges)
    .flatMap((entry) => {
      const [value = "", ...parameters] = entry.split(";").map((part) => part.trim());
      if (value === "") return [];
      const given = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, "");
      const quality = given === undefined ? 1 : Number(given);
      return [{ value, quality: quality >= 0 && quality <= 1 ? quality : 0 }];
    });
}

/**
 * The media type preferred by a client; undefined if it accepts none of `types`. Ties: the one listed first in the header,
 * then the first of `types`.
 *
 * @param header undefined accepts everything
 */
export function preferredType<Type extends string>(
  header: string | undefined,
  types: readonly Type[],
): Type | undefined {
  const ranges = rangesOf(header ?? "*/*");
  let preferred: { type: Type; quality: number; place: number } | undefined;
  for (const type of types) {
    const place = [type, `${type.split("/", 1)[0]}/*`, "*/*"]
      .map((range) => ranges.findIndex(({ value }) => value === range))
      .find((index) => index !== -1);
    const quality = (place === undefined ? undefined : ranges[place]?.quality) ?? 0;
    if (place === undefined || quality === 0) continue;
    const better =
      preferred === undefined ||
      quality > preferred.quality ||
      (quality === preferred.quality && place < preferred.place);
    if (better) preferred = { type, quality, place };
  }
  return preferred?.type;
}

/** Whether an Accept header lists a media type explicitly, as browsers do when they open a page. */
export function namesType(header: string | undefined, type: string): boolean {
  return rangesOf(header ?? "").some(({ value, quality }) => value === type && quality > 0);
}

export type Coding = "br" | "gzip" | "identity";

/** The content coding for a client. Ties: Brotli, gzip, none. Falls back to none if all are refused. */
export const preferredCoding = remembering(100, (header): Coding => {
  const ranges = rangesOf(header);
  const qualityOf = (coding: Coding) =>
    ranges.find(({ value }) => value === coding || (coding === "gzip" && value === "x-gzip"))?.quality ??
    ranges.find(({ value }) => value === "*")?.quality;
  const [br, gzip] = [qualityOf("br") ?? 0, qualityOf("gzip") ?? 0];
  // If not listed, identity ranks below all accepted codings.
  const identity = ranges.find(({ value }) => value === "identity")?.quality ?? 0;
  if (br > 0 && br >= gzip && br >= identity) return "br";
  return gzip > 0 && gzip >= identity ? "gzip" : "identity";
});
