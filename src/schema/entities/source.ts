import { listSources, type SourceState } from "../../domain/sources/sources.js";
import type { Builder } from "../builder/builder.js";

export function querySources(builder: Builder): void {
  const Source = builder.objectRef<SourceState>("Source").implement({
    description: "How fresh the data is.",
    fields: (t) => ({
      name: t.exposeString("name", {
        description:
          "`daily-papers` (the feed as it is polled), `daily-papers-file`, `daily-papers-page`, `arxiv`, `papergraph`, `sample`, or the name that a client or `--source` gave.",
      }),
      lastSucceededAt: t.expose("lastSucceededAt", {
        type: "DateTime",
        nullable: true,
        description: "When it was last read to the end; null when never.",
      }),
      lastFailedAt: t.expose("lastFailedAt", {
        type: "DateTime",
        nullable: true,
        description: "When something of it could not be read; null when that never happened.",
      }),
      lastError: t.exposeString("lastError", {
        nullable: true,
        description: "What went wrong at `lastFailedAt`; null when nothing ever did.",
      }),
      papersCount: t.exposeInt("papersCount", { description: "How many papers it has mentioned." }),
    }),
  });
  builder.queryField("sources", (t) =>
    t.field({
      type: [Source],
      cost: { statement: 120, rows: 10 },
      description: "Where the papers come from, by name.",
      resolve: (_root, _arguments, { db }) => listSources(db),
    }),
  );
}
