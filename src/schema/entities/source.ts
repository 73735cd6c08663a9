import { listSources, type SourceState } from "../../domain/sources/sources.js";
import type { Builder } from "../builder/builder.js";

export function defineSourcesQuery(builder: Builder): void {
  const Source = builder.objectRef<SourceState>("Source").implement({
    description: "A data source and when it was last read.",
    fields: (t) => ({
      name: t.exposeString("name", {
        description:
          "`daily-papers` (the live feed), `daily-papers-file`, `daily-papers-page`, `arxiv`, `papergraph`, `sample`, or a name chosen by a client or with `--source`.",
      }),
      lastSucceededAt: t.expose("lastSucceededAt", {
        type: "DateTime",
        nullable: true,
        description: "Time of the last complete read; null before the first.",
      }),
      lastFailedAt: t.expose("lastFailedAt", {
        type: "DateTime",
        nullable: true,
        description: "Time of the last failure; null before the first.",
      }),
      lastError: t.exposeString("lastError", {
        nullable: true,
        description: "Error message of the failure at `lastFailedAt`; null before the first.",
      }),
      papersCount: t.exposeInt("papersCount", {
        description: "Number of papers that the source has mentioned.",
      }),
    }),
  });
  builder.queryField("sources", (t) =>
    t.field({
      type: [Source],
      cost: { statement: 120, rows: 10 },
      description: "Data sources, ordered by name.",
      resolve: (_root, _arguments, { db }) => listSources(db),
    }),
  );
}
