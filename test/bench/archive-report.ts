import type { ArchiveMeasures } from "./archive.js";
import { tableOf, verdict } from "./table.js";

/** Targets for the ingest of an archive: how far its rate may fall until the last tenth, and bytes of memory. */
const promised = { lastTenth: 0.8, memory: 450 * 1024 * 1024 };
/** Of the time of the first, what the same ingest may take again. */
const promisedAgain = 0.25;
/** Seconds for 24 months of the feed. */
const promisedMonths = 15;

export function printArchive(measures: ArchiveMeasures): string {
  const { papers, seconds, rates, secondsAfterLast, secondsOfFloor, peakMemory, again, months } = measures;
  const share = rates.firstTenth && rates.lastTenth && rates.lastTenth / rates.firstTenth;
  return tableOf(
    ["an ingest by the command line", "papers", "seconds", "figure", "target"],
    [
      ["arXiv's snapshot, papers a second", String(papers), seconds.toFixed(1), rates.all.toFixed(0), ""],
      [
        "times the floor: COPY of its rows, the same indexes",
        "",
        secondsOfFloor.toFixed(1),
        (seconds / secondsOfFloor).toFixed(2),
        "",
      ],
      ["the first tenth of it", "", "", rates.firstTenth?.toFixed(0) ?? "unknown", ""],
      [
        "the last tenth",
        "",
        "",
        rates.lastTenth?.toFixed(0) ?? "unknown",
        share === null ? "" : verdict(`≥ ${percent(promised.lastTenth)}`, share >= promised.lastTenth),
      ],
      ...cpuRows(measures),
      ["after the last paper: indexes and sums", "", secondsAfterLast.toFixed(1), "", ""],
      [
        "memory at most, MB",
        "",
        "",
        peakMemory === null ? "unknown" : (peakMemory / 1024 / 1024).toFixed(0),
        peakMemory === null
          ? ""
          : verdict(`< ${promised.memory / 1024 / 1024}`, peakMemory < promised.memory),
      ],
      [
        "repeated",
        String(papers),
        again.seconds.toFixed(1),
        percent(again.seconds / seconds),
        verdict(`< ${percent(promisedAgain)}`, again.seconds < promisedAgain * seconds),
      ],
      [
        "papers changed and events by that",
        "",
        "",
        `${again.changed}, ${again.events}`,
        verdict("0, 0", again.changed === 0 && again.events === 0),
      ],
      [
        months.real
          ? `months of the feed, ${months.files} files`
          : "as many papers as months of the feed have",
        String(months.papers),
        months.seconds.toFixed(1),
        `${months.rejected} rejected`,
        verdict(`< ${promisedMonths} s`, months.seconds < promisedMonths),
      ],
    ],
  );
}

/** Microseconds of CPU time per paper, by part. */
function cpuRows({ processorTime, papers }: ArchiveMeasures): string[][] {
  if (processorTime === undefined) return [];
  const { mainThread, otherThreads, postgres } = processorTime;
  const row = (part: string, seconds: number) => [
    `CPU of ${part}, μs a paper`,
    "",
    seconds.toFixed(1),
    ((seconds / papers) * 1e6).toFixed(1),
    "",
  ];
  return [
    row("the main thread: reading, merging, sending", mainThread),
    row("the other threads: search documents, garbage collection", otherThreads),
    row("Postgres, indexes included", postgres),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
