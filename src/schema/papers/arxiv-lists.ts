import sql from "sql-template-tag";
import type { ListedVersion } from "../../domain/catalog/arxiv-lists.js";
import type { Builder } from "../builder/builder.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";

/** The lists of a paper that only arXiv states. */
export function defineArxivLists(builder: Builder, Paper: Types["Paper"]): void {
  const PaperVersion = builder.objectRef<ListedVersion>("PaperVersion").implement({
    description: "A version of a paper on arXiv.",
    fields: (t) => ({
      number: t.exposeInt("number", { description: "Number of the version, starting at 1." }),
      submittedAt: t.expose("submittedAt", { type: "DateTime", description: "When it was submitted." }),
    }),
  });
  builder.prismaObjectFields(Paper, (t) => ({
    categories: t.stringList({
      cost: { batch: indexScan, each: 2, rows: 2 },
      description: "arXiv categories, such as `cs.CL`, the primary one first; empty if unknown.",
      sql: {
        list: {
          from: sql`paper_categories c`,
          conditions: [sql`c.paper_id = p.id`],
          order: sql`c.position`,
          value: sql`c.category`,
        },
      },
      resolve: ({ id }, _arguments, { loaders }) => loaders.categories.load(id),
    }),
    versions: t.field({
      type: [PaperVersion],
      cost: { batch: indexScan, each: 2, rows: 2 },
      description:
        "Versions on arXiv, by number. Only arXiv's metadata snapshot and OAI-PMH in the format `arXivRaw` have them; empty if unknown.",
      sql: {
        list: { from: sql`paper_versions v`, conditions: [sql`v.paper_id = p.id`], order: sql`v.number` },
      },
      resolve: ({ id }, _arguments, { loaders }) => loaders.versions.load(id),
    }),
  }));
}
