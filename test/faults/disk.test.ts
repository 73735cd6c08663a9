import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testToken } from "../kit/server/app.js";
import { serve } from "../kit/server/processes.js";

// Mounting a separate disk requires root, and is not possible in every container.

let disk: string;
const isMountable = () => spawnSync("mount", ["-t", "tmpfs", "-o", "size=400m", "tmpfs", disk]).status === 0;

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), "papergraph-disk-"));
});
afterAll(async () => {
  spawnSync("umount", [disk]);
  await rmdir(disk);
});

const waiting = { timeout: 60_000, interval: 100 };

test.skipIf(process.platform !== "linux")(
  "reads work while the disk is full, and writes once there is space",
  async ({ skip }) => {
    if (!isMountable()) skip();
    const data = join(disk, "data");
    const server = await serve({ DATA_DIR: data, SAMPLE: "off", INGEST_TOKEN: testToken });
    const ask = async (query: string) => {
      const response = await fetch(`${server.origin}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${testToken}` },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as { data: unknown; errors?: { extensions: { code: string } }[] };
    };
    const write = (title: string) =>
      ask(`mutation { recordPapers(source: "test", papers: [{title: "${title}"}]) { added } }`);
    const added = { data: { recordPapers: { added: 1 } } };
    const countPapers = () => ask("{ papers { totalCount } }");
    expect(await write("The first paper")).toEqual(added);

    await fill(join(disk, "filler"));
    await writeLogUntilItStops(data);
    await vi.waitFor(async () => {
      expect((await write("One too many")).errors?.[0]?.extensions.code).toBe("DATABASE_FULL");
    }, waiting);
    expect(await countPapers()).toEqual({ data: { papers: { totalCount: 1 } } });

    await rm(join(disk, "filler"));
    await vi.waitFor(async () => expect(await write("The second paper")).toEqual(added), waiting);
    expect(await countPapers()).toEqual({ data: { papers: { totalCount: 2 } } });
    server.child.kill("SIGTERM");
    expect((await server.finished).code).toBe(0);
  },
);

async function fill(file: string): Promise<void> {
  const zeros = Readable.from(endlessZeros());
  await expect(pipeline(zeros, createWriteStream(file))).rejects.toThrow("ENOSPC");
}

function* endlessZeros(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536);
}

/** Writes only to Postgres' log until Postgres stops because the disk is full. */
async function writeLogUntilItStops(data: string): Promise<void> {
  const { port, password } = JSON.parse(await readFile(join(data, "connection.json"), "utf8")) as {
    port: number;
    password: string;
  };
  const client = new pg.Client(`postgresql://papergraph:${password}@127.0.0.1:${port}/papergraph`);
  client.on("error", () => undefined);
  await client.connect();
  const write = async () => {
    for (let megabytes = 0; megabytes < 100; megabytes += 1)
      await client.query("select pg_logical_emit_message(false, 'test', repeat('x', 1000000))");
  };
  await expect(write()).rejects.toThrow();
  await client.end().catch(() => undefined);
}
