import fc from "fast-check";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { describe, expect, test } from "vitest";
import { Bars } from "../../src/site/charts/bars.js";
import { DaysOfYear } from "../../src/site/charts/days-of-year.js";
import { layOut } from "../../src/site/charts/graph-layout.js";
import { placeLabels } from "../../src/site/charts/labels.js";
import { Lines } from "../../src/site/charts/lines.js";
import { Network } from "../../src/site/charts/network.js";
import { axisEnd } from "../../src/site/charts/scale.js";

const cells = (html: string) =>
  [...html.matchAll(/<t[hd][^>]*>(?:<a [^>]*>)?([^<]*)(?:<\/a>)?<\/t[hd]>/g)].map(([, text]) => text);

describe("every chart has a name, a description and its numbers as a table", () => {
  const charts = {
    bars: renderToString(
      h(Bars, {
        id: "a",
        title: "Papers per month",
        head: ["Month", "Papers"],
        bars: [
          { label: "Jul 2025", value: 3 },
          { label: "Aug 2025", value: 1_200 },
        ],
      }),
    ),
    lines: renderToString(
      h(Lines, {
        id: "a",
        title: "Papers per month",
        period: "Month",
        periods: ["Jul 2025", "Aug 2025"],
        series: [
          { name: "A & B", values: [3, 1_200] },
          { name: "C", values: [0, 0] },
        ],
      }),
    ),
    days: renderToString(
      h(DaysOfYear, {
        id: "a",
        title: "Papers of 2024",
        year: 2024,
        papers: new Map([["2024-02-29", 4]]),
        href: (day) => `/papers?publishedFrom=${day}`,
      }),
    ),
    network: renderToString(
      h(Network, {
        id: "a",
        title: "Co-authors",
        weight: "Shared papers",
        nodes: ["Ada", "Grace"].map((name) => ({ name, href: `/author/${name}`, papers: 2 })),
        links: [{ source: 0, target: 1, weight: 2 }],
      }),
    ),
  };

  test.each(Object.entries(charts))("%s", (_name, html) => {
    expect(html).toMatch(/<svg [^>]*role="(img|group)" aria-labelledby="a-title" aria-describedby="a-desc"/);
    expect(html).toMatch(/<title id="a-title">[^<]+<\/title><desc id="a-desc">[^<]+<\/desc>/);
    expect(html).not.toMatch(/NaN|undefined|Infinity| style=/);
  });

  test("with the numbers of the chart", () => {
    expect(cells(charts.bars)).toEqual(["Month", "Papers", "Jul 2025", "3", "Aug 2025", "1,200"]);
    expect(cells(charts.lines)).toEqual([
      "Month",
      "A &amp; B",
      "C",
      "Jul 2025",
      "3",
      "0",
      "Aug 2025",
      "1,200",
      "0",
    ]);
    expect(cells(charts.days)).toEqual(["Day", "Papers", "Feb 29, 2024", "4"]);
    expect(cells(charts.network)).toEqual(["Between", "And", "Shared papers", "Ada", "Grace", "2"]);
  });

  test("a leap year has a square for each day, and a link for each day with papers", () => {
    const html = charts.days;
    expect(html.match(/class="day /g)).toHaveLength(366);
    // One in the chart, and one in the table.
    expect(html.match(/<a /g)).toHaveLength(2);
  });
});

test("an axis ends at a round number that is not below the maximum", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (max) => {
      const end = axisEnd(max);
      expect(end).toBeGreaterThanOrEqual(max);
      expect(end).toBeLessThanOrEqual(2 * max);
      expect(String(end)).toMatch(/^[12468]0*$/);
    }),
  );
});

describe("a layout", () => {
  const graph = fc.integer({ min: 2, max: 25 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      links: fc.array(
        fc
          .record({
            source: fc.nat(count - 1),
            target: fc.nat(count - 1),
            weight: fc.integer({ min: 1, max: 50 }),
          })
          .filter(({ source, target }) => source !== target),
        { maxLength: 40 },
      ),
    }),
  );

  test("is the same each time, in bounds, and no two nodes are at one place", () => {
    fc.assert(
      fc.property(graph, ({ count, links }) => {
        const places = layOut(count, links);
        expect(places).toEqual(layOut(count, links));
        for (const { x, y } of places) {
          expect(Math.abs(x)).toBeLessThanOrEqual(1);
          expect(Math.abs(y)).toBeLessThanOrEqual(1);
        }
        expect(new Set(places.map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`)).size).toBe(count);
      }),
      { numRuns: 60 },
    );
  });

  test("has linked nodes closer to each other than others", () => {
    const links = [0, 1, 2].flatMap((source) => [
      ...[0, 1, 2].filter((target) => target > source).map((target) => ({ source, target, weight: 1 })),
      ...[0, 1, 2]
        .filter((target) => target > source)
        .map((target) => ({ source: source + 3, target: target + 3, weight: 1 })),
    ]);
    const places = layOut(6, links);
    const distance = (one: number, other: number) =>
      Math.hypot(
        (places[one]?.x ?? 0) - (places[other]?.x ?? 0),
        (places[one]?.y ?? 0) - (places[other]?.y ?? 0),
      );
    const within = Math.max(distance(0, 1), distance(1, 2), distance(3, 4), distance(4, 5));
    const between = Math.min(distance(0, 3), distance(1, 4), distance(2, 5));
    expect(within).toBeLessThan(between);
  });
});

test("labels of a graph that are free cover no other one, and no node", () => {
  const size = { width: 480, height: 320 };
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          x: fc.integer({ min: 40, max: 440 }),
          y: fc.integer({ min: 20, max: 300 }),
          radius: fc.integer({ min: 3, max: 10 }),
          name: fc.string({ minLength: 1, maxLength: 22 }),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      (nodes) => {
        const boxes = placeLabels(nodes, size).flatMap(({ x, y, anchor, isFree }, index) => {
          const length = [...(nodes[index]?.name ?? "")].length * 6;
          const left = x - { start: 0, middle: length / 2, end: length }[anchor];
          return isFree ? [{ index, left, right: left + length, top: y - 8, bottom: y }] : [];
        });
        for (const one of boxes) {
          for (const other of boxes) if (one.index < other.index) expect(areApart(one, other)).toBe(true);
          for (const [index, { x, y, radius }] of nodes.entries())
            if (index !== one.index)
              expect(
                areApart(one, { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }),
              ).toBe(true);
        }
      },
    ),
  );
});

type Box = Record<"left" | "right" | "top" | "bottom", number>;

function areApart(one: Box, other: Box): boolean {
  return (
    one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top
  );
}
