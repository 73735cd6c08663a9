import { tableOf, verdict } from "../table.js";
import type { AudienceMeasure } from "./audience-measure.js";
import type { LiveMeasures } from "./live.js";

/** What is promised, up to a number of subscribers: of milliseconds from commit to client, the 99th percentile. */
const promisedLatency = [
  { subscribers: 100, p99: 20 },
  { subscribers: 10_000, p99: 250 },
];
/** What is promised where there are many: deliveries a second, and bytes a connection. */
const many = 10_000;
const promised = { deliveries: 60_000, memory: 20_000 };
/** Seconds for 10,000 observations. */
const promisedUpvotes = 3;

export function printLive({ size, audiences, filters, upvotes }: LiveMeasures): string {
  return [
    tableOf(
      [
        `live updates over ${size} papers`,
        "subscribers",
        "commit to client p50 ms",
        "p99 ms",
        "deliveries/s",
        "processor µs each",
        "KB a connection",
        "heard all in order",
        "target",
      ],
      audiences.map((each) => [
        each.transport === "sse" ? "server-sent events" : "WebSocket",
        String(each.subscribers),
        each.latency.median.toFixed(1),
        each.latency.p99.toFixed(1),
        each.deliveries.toFixed(0),
        `${each.processor.single.toFixed(1)}, in bursts ${each.processor.burst.toFixed(1)}`,
        (each.memory.connected / 1_000).toFixed(1),
        `${each.complete} × ${each.events}`,
        verdictOn(each),
      ]),
    ),
    "",
    tableOf(
      [
        "filters",
        "subscribers",
        "statements/event",
        "without filters",
        "a filter",
        "heard all in order",
        "target",
      ],
      [
        [
          String(filters.filters),
          String(filters.subscribers),
          filters.filtered.toFixed(1),
          filters.plain.toFixed(1),
          filters.perFilter.toFixed(2),
          `${filters.complete} × theirs of ${filters.events}`,
          verdict(
            "≤ 1 a filter",
            Number(filters.perFilter.toFixed(2)) <= 1 && filters.complete === filters.subscribers,
          ),
        ],
      ],
    ),
    "",
    tableOf(
      ["upvotes recorded in one call", "papers", "median s", "slowest s", "target"],
      [
        [
          String(upvotes.observations),
          `${upvotes.papers} of ${upvotes.of}`,
          upvotes.median.toFixed(2),
          upvotes.slowest.toFixed(2),
          verdict(`< ${promisedUpvotes} s`, upvotes.slowest < promisedUpvotes),
        ],
      ],
    ),
  ].join("\n");
}

function verdictOn({ subscribers, latency, deliveries, memory, complete, faults }: AudienceMeasure): string {
  const p99 = promisedLatency.find((each) => subscribers <= each.subscribers)?.p99;
  const asked = [
    { text: "all heard", kept: complete === subscribers && faults.length === 0 },
    ...(p99 === undefined ? [] : [{ text: `p99 < ${p99}`, kept: latency.p99 < p99 }]),
    ...(subscribers < many
      ? []
      : [
          { text: `≥ ${promised.deliveries}/s`, kept: deliveries >= promised.deliveries },
          { text: `< ${promised.memory / 1_000} KB`, kept: memory.connected < promised.memory },
        ]),
  ];
  return asked.map(({ text, kept }) => verdict(text, kept)).join(", ");
}
