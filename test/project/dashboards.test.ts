import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  type Chosen,
  defaultsOf,
  interpolate,
  readDashboard,
  rowsOf,
  type Target,
  targetsOf,
} from "../kit/dashboards/grafana.js";
import { fieldsOf, readField, specsOf } from "../kit/dashboards/vega-lite.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { useApp } from "../kit/server/app.js";
import { startProgram } from "../kit/server/processes.js";

const database = useDatabase(async ({ db }) => {
  await ingestSample(db);
});
const app = useApp(database);

const folder = "examples/dashboards";
const dashboards = readdirSync(folder).filter((file) => file.endsWith(".json"));

describe.each(dashboards)("the Grafana dashboard in %s", (file) => {
  const dashboard = readDashboard(`${folder}/${file}`);
  const targets = targetsOf(dashboard).map(({ name, target }) => [name, target] as const);
  const range = { __from: new Date("2024-01-01T10:00:00Z"), __to: new Date("2025-10-02T10:00:00Z") };

  async function answerTo({ url_options }: Target, chosen: Chosen, over = range) {
    const { body_graphql_query: query, body_graphql_variables: variables } = url_options;
    const text = interpolate(dashboard, variables, chosen, over);
    return { data: await app.get(query, text === "" ? {} : JSON.parse(text)) };
  }

  test.each(targets)("shows rows in %s, with a value of its type for every column", async (_, target) => {
    const rows = rowsOf(target, await answerTo(target, defaultsOf(dashboard)));
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of target.columns) expect(rows.some((row) => row[text] !== null)).toBe(true);
  });

  test.each(targets)("has an answer in %s for every choice of its variables", async (_, target) => {
    for (const organizations of [["nvidia"], ["nvidia", "tencent"], ["nobody-at-all"]])
      for (const text of ["", 'the "chain of thought"', "zzzz"]) {
        const chosen = { ...defaultsOf(dashboard), organizations, search: text, topic: text };
        rowsOf(target, await answerTo(target, chosen));
      }
    const empty = { __from: new Date("2009-01-01"), __to: new Date("2009-01-02") };
    rowsOf(target, await answerTo(target, defaultsOf(dashboard), empty));
  });

  test("is laid out without overlaps, with names that exist", () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { targets: ofPanel, fieldConfig, options } of dashboard.panels) {
      const names = ofPanel.flatMap(({ columns }) => columns.map(({ text }) => text));
      const used = fieldConfig.overrides.map(({ matcher }) => matcher.options);
      expect(names).toEqual(expect.arrayContaining([...used, ...[options["xField"] ?? []].flat()]));
    }
    for (const [, { datasource, url }] of targets) {
      expect(datasource.uid).toMatch(/^\$\{datasource\}$/);
      expect(url).toMatch(/^\$\{url\}$/);
    }
  });
});

test("every chart of the Vega-Lite page draws fields that its address returns", async () => {
  const specs = specsOf(await readFile(`${folder}/vega-lite.html`, "utf8"));
  expect(specs.length).toBe(4);
  for (const spec of specs) {
    const response = await fetch(spec.data.url.replace("http://localhost:4000/graphql", app.url), {
      headers: { origin: "null" },
    });
    expect(response.headers.get("access-control-allow-origin")).toMatch(/^(null|\*)$/);
    const rows = readField(await response.json(), spec.data.format.property);
    if (!Array.isArray(rows)) throw new Error(`${spec.title}: ${spec.data.format.property} is no list.`);
    expect(rows.length).toBeGreaterThan(10);
    for (const { field, type = "quantitative" } of fieldsOf(spec)) {
      const values = rows.map((row) => readField(row, field));
      expect(values).not.toContain(undefined);
      if (field === "period")
        expect(values.every((value) => !Number.isNaN(Date.parse(value as string)))).toBe(true);
      else if (type === "quantitative")
        expect(values.every((value) => value === null || typeof value === "number")).toBe(true);
      else expect(values.every((value) => typeof value === "string")).toBe(true);
    }
  }
});

const hasPython = !spawnSync("python3", ["--version"]).error;

describe("the Python script", () => {
  const script = `${folder}/leaderboard.py`;
  const periods = [
    ["2025-07-01", "2025-09-30"],
    ["2025-03-31", "2025-06-30"],
  ].map(([from, to]) => ({ publishedOn: { from, to } }));

  test("has a query that returns what it prints", async () => {
    const [, query = ""] = /QUERY = """\n(.*?)"""/s.exec(await readFile(script, "utf8")) ?? [];
    const [period, before] = periods;
    const data = await app.get<Record<"period" | "before", { groups: { totals: { upvotes: number } }[] }>>(
      query,
      {
        period,
        before,
      },
    );
    const upvotes = data.period.groups.map(({ totals }) => totals.upvotes);
    expect(upvotes).toHaveLength(15);
    expect(upvotes).toEqual(upvotes.toSorted((one, other) => other - one));
    expect(data.before.groups.length).toBeGreaterThan(0);
  });

  const run = async (commandLine: string[], url = app.url) => {
    const { code, stdout, stderr } = await startProgram("python3", [script, ...commandLine], {
      PAPERGRAPH_URL: url,
    }).finished;
    return { code, stdout, stderr: stderr.trim() };
  };

  test.skipIf(!hasPython)("prints a table, and each error in one sentence (requires python3)", async () => {
    const { code, stdout, stderr } = await run(["2025-07-01", "2025-09-30"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")[0]).toMatch(/^organization +papers +share +upvotes +average +before$/);
    expect(stdout).toMatch(/^NVIDIA +8 +3\.2% +357 +44\.6 +\d+$/m);
    expect(await run(["2025-07-01"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Pass the first and/),
    });
    expect(await run(["2025-07-01", "2025-09-31"])).toMatchObject({
      code: 1,
      stderr: "2025-09-31 is not a day of the calendar. Pass one like 2025-07-01.",
    });
    for (const days of [
      ["0001-01-01", "0001-02-01"],
      ["9999-12-31", "9999-01-01"],
    ])
      expect(await run(days)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^No calendar has the period before this one[^\n]*$/),
      });
    expect(await run(["2025-09-30", "2025-07-01"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is after `to`/),
    });
    const nowhere = await run(["2025-07-01", "2025-09-30"], "http://127.0.0.1:1/graphql");
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/^No server responds at .*\.$/) });
    const page = await run(["2025-07-01", "2025-09-30"], new URL("/", app.url).href);
    expect(page).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^No GraphQL API responds at .*\.$/),
    });
  });
});
