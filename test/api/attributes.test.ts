import fc from "fast-check";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import { linesOf } from "../../src/domain/interchange/export.js";
import {
  type AttributeName,
  attributeNames,
  paperAttributes,
} from "../../src/domain/interchange/paper-columns.js";
import { parsePaperInput } from "../../src/domain/interchange/parse-paper.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import type { ColumnType } from "../../src/domain/sql/rows.js";
import { useDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

// Tests every entry of `paperAttributes`, so a new one needs no test of its own.

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);

const instant = fc.date({
  min: new Date("1990-01-01T00:00:00Z"),
  max: new Date("2090-01-01T00:00:00Z"),
  noInvalidDate: true,
});

/** Values as JSON. Texts are URLs, which links require. */
const values: Record<ColumnType, fc.Arbitrary<unknown>> = {
  text: fc.nat().map((number) => `https://example.org/${number}`),
  int: fc.nat({ max: 1_000_000 }),
  smallint: fc.nat({ max: 1_000 }),
  boolean: fc.boolean(),
  date: instant.map((date) => date.toISOString().slice(0, 10)),
  timestamptz: instant.map((date) => date.toISOString()),
};

let papers = 0;

test.each(attributeNames)(
  "%s is stored, kept, replaced, cleared, filled, shown and exported",
  async (name) => {
    const two = fc.uniqueArray(values[paperAttributes[name].type], { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(two, async ([one, other]) => {
        papers += 1;
        const paper = { arxivId: `2507.${String(papers).padStart(5, "0")}`, title: `Paper ${papers}` };
        const state = (value: unknown) => write.papers([{ ...paper, [name]: value }]);
        const stateAsPage = async (value: unknown) => {
          const parsed = parsePaperInput({ ...paper, [name]: value });
          if ("problem" in parsed) throw new Error(parsed.problem);
          return record(database.db, [parsed.draft], { trustLevel: trustLevels.page });
        };

        expect(await state(one)).toMatchObject({ added: 1, rejected: [] });
        expect(await read(paper.arxivId, name)).toEqual({ shown: one, exported: one });
        expect(await state(one)).toMatchObject({ unchanged: 1 });
        expect(await write.papers([paper])).toMatchObject({ unchanged: 1 });
        expect(await stateAsPage(other)).toEqual(["unchanged"]);
        expect(await stateAsPage(null)).toEqual(["unchanged"]);
        expect(await read(paper.arxivId, name)).toEqual({ shown: one, exported: one });

        expect(await state(other)).toMatchObject({ updated: 1 });
        expect(await read(paper.arxivId, name)).toEqual({ shown: other, exported: other });

        expect(await state(null)).toMatchObject({ updated: 1 });
        expect(await read(paper.arxivId, name)).toEqual({ shown: null, exported: undefined });

        expect(await stateAsPage(one)).toEqual(["updated"]);
        expect(await read(paper.arxivId, name)).toEqual({ shown: one, exported: one });
      }),
      { numRuns: 5 },
    );
  },
);

async function read(arxivId: string, name: AttributeName): Promise<{ shown: unknown; exported: unknown }> {
  const { paper } = await app.get<{ paper: Record<string, unknown> }>(
    `query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { ${name} } }`,
    { arxivId },
  );
  const ids = await database.db.query<{ id: number }>(sql`select id from papers where arxiv_id = ${arxivId}`);
  const [line = ""] = await linesOf(
    database.db,
    ids.map(({ id }) => id),
  );
  return { shown: paper[name], exported: (JSON.parse(line) as Record<string, unknown>)[name] };
}
