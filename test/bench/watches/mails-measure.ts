import { openDatabase } from "../../../src/db/client.js";
import { until } from "../../kit/faults/until.js";
import { activeWatch, atOnce } from "../../kit/notify/mailing.js";
import { readResidentSet, resetPeak } from "../../kit/server/real-server.js";
import { startServer } from "../live/live-server.js";
import { copyDatabase, databaseOf, dropDatabase } from "../world.js";
import { startPlainSmtp } from "./plain-smtp.js";
import { addPaper, atLast, dispatched, filters, timed } from "./watches-measure.js";

/** What it takes to send mail to watches. */
export interface MailsMeasure {
  size: number;
  /** Number of watches, each with a filter and an address of its own. */
  watches: number;
  /** Seconds from the response of the write until the SMTP server has accepted the last mail. */
  seconds: number;
  received: number;
  /** Number of different Message-IDs. */
  distinct: number;
  /** Resident set of the server in bytes: before, and its peak; undefined where the system has neither. */
  memory: { before: number; peak: number } | undefined;
}

/** Measures on a copy of the world of a size. */
export async function measureMails(clusterUrl: string, size: number, watches: number): Promise<MailsMeasure> {
  const name = "bench_mails";
  const url = await copyDatabase(clusterUrl, databaseOf(size), name);
  const db = openDatabase({ url, connections: 2 });
  const ids = new Set<string>();
  let received = 0;
  const receiver = await startPlainSmtp((raw) => {
    received += 1;
    ids.add(/^Message-ID:\s+(\S+)/m.exec(raw)?.[1] ?? "");
  });
  const server = await startServer(url, {
    settings: { SMTP_URL: receiver.url, PUBLIC_URL: "https://papers.example.org" },
  });
  try {
    for (let index = 0; index < watches; index += 1)
      await activeWatch(
        db,
        `reader${index}@example.org`,
        {
          ...atOnce,
          filter: filters[index % filters.length]?.(index) ?? {},
          event: "TRENDING",
          board: "DAY",
          top: 100,
        },
        new Date(),
      );
    // The first paper also warms up the server.
    await addPaper(server, "Nothing for watches", []);
    await dispatched(db);
    const before = server.pid === undefined ? undefined : (await readResidentSet(server.pid))?.now;
    if (server.pid !== undefined) await resetPeak(server.pid);
    const seconds = await timed(async () => {
      await addPaper(server, "A quantum of news", ["bench"]);
      await until(() => ids.size >= watches, atLast);
    });
    const peak = server.pid === undefined ? undefined : (await readResidentSet(server.pid))?.peak;
    const memory = before === undefined || peak === undefined ? undefined : { before, peak };
    return { size, watches, seconds, received, distinct: ids.size, memory };
  } finally {
    await server.stop();
    await receiver.close();
    await db.close();
    await dropDatabase(clusterUrl, name);
  }
}
