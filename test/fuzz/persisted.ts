import { createHash } from "node:crypto";
import type { Random } from "../../seed/random.js";
import type { OperationKind } from "./documents.js";
import { pick } from "./pool.js";
import { hostileValue } from "./values.js";

/** Documents that fuzzed servers have in their manifest. */
export const fuzzManifest: Readonly<Record<string, string>> = {
  papers: "query Papers($first: Int) { papers(first: $first) { totalCount nodes { title } } }",
  added: "subscription { paperAdded { cursor } }",
  write: 'mutation { recordPapers(papers: [], source: "fuzz") { added } }',
  two: "query A { __typename } query B { sources { name } }",
  stale: "{ removedField }",
  broken: "{",
};

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Names the document of a request by its ID, with the text or without it; at times by a wrong one. */
export function persistParams(random: Random, params: Record<string, unknown>, kind: OperationKind): void {
  const hash = sha256(String(params["query"]));
  const ofKind = Object.entries(fuzzManifest).filter(
    ([, other]) => other.startsWith("subscription") === (kind === "subscription"),
  );
  const [id, text] = pick(random, ofKind);
  const [withoutText, other] = [random.chance(0.5), random.chance(0.3)];
  if (withoutText) delete params["query"];
  if (other) {
    params["documentId"] = pick<unknown>(random, [
      id,
      `sha256:${sha256(text)}`,
      "",
      "x-a:b",
      hostileValue(random),
    ]);
    delete params[random.chance(0.8) ? "query" : "variables"];
  } else if (random.chance(0.3)) {
    params["documentId"] = `sha256:${random.chance(0.9) ? hash : hash.toUpperCase()}`;
  } else {
    const sha256Hash = random.chance(0.9) ? hash : pick<unknown>(random, [id, sha256(text), "", null, 5]);
    const version = random.chance(0.95) ? 1 : hostileValue(random);
    params["extensions"] = { persistedQuery: { version, sha256Hash } };
  }
}
