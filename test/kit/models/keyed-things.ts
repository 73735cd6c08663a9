import type { Database } from "../../../src/db/database.js";
import { paper, record } from "./papers.js";

/**
 * Stores things with keys of each kind: papers with new and old arXiv IDs and without; authors with and without accounts; an
 * organization that was renamed, and two of the same name.
 */
export async function recordKeyedThings(db: Database): Promise<void> {
  await record(db, [
    paper("On Trees", {
      arxivId: "2507.00001",
      upvotes: 1,
      authors: [{ name: "Ada Lovelace" }, { name: "Grace Hopper", accountId: "g/1", username: "Grace-H" }],
      organization: { slug: "Old-Lab", sourceId: "lab", name: "The Lab" },
      keywords: ["2024", "Größe"],
    }),
    paper("On Forests", {
      arxivId: "hep-th/9901001",
      authors: [{ name: "Ada Lovelace" }],
      organization: { slug: "new-lab", sourceId: "lab", name: "The Lab" },
    }),
    paper("On Größe: trees / 3.5", {
      authors: [{ name: "Ωmega 東京" }],
      organization: { slug: "b", name: "Twins" },
    }),
    paper("Two labs", { arxivId: "2507.00004", organization: { slug: "a", name: "TWINS" } }),
    paper("More of a lab", { arxivId: "2507.00005", organization: { slug: "b", name: "Twins" } }),
  ]);
}
