import { readFile } from "node:fs/promises";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";

describe.skipIf(process.platform !== "linux")("memory of the embedded Postgres", () => {
  test("a statement uses the megabyte that the one before it used", async () => {
    const client = new pg.Client({ connectionString: inject("clusterUrl") });
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      const faults: number[] = [];
      for (let run = 0; run < 20; run += 1) {
        const before = await pageFaultsOf(rows[0]?.pid ?? 0);
        await client.query("select length(string_agg(md5(n::text), '')) from generate_series(1, 30000) n");
        faults.push((await pageFaultsOf(rows[0]?.pid ?? 0)) - before);
      }
      // A megabyte has 256 pages.
      expect(Math.min(...faults.slice(5))).toBeLessThan(20);
    } finally {
      await client.end();
    }
  });
});

/** Pages that a process got from the system since its start: proc(5), field 10. */
async function pageFaultsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[7]);
}
