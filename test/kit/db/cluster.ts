import { existsSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbedded } from "../../../src/db/embedded/embedded.js";
import { migrate } from "../../../src/db/migrate.js";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the cluster's `postgres` database, as superuser. */
    clusterUrl: string;
  }
}

/** Migrated database from which each test's database is copied. */
export const templateDatabase = "papergraph_template";

/** Starts one PostgreSQL for all projects of a run; its data are deleted at the end, also of an interrupted run. */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Vitest calls this once per project, and projects inherit what the root project provides.
  const root = vitest.getRootProject();
  if (root.getProvidedContext().clusterUrl !== undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), "papergraph-test-"));
  const stopNow = () => interrupted(directory);
  process.once("exit", stopNow);
  const embedded = await openEmbedded({
    directory,
    log: () => undefined,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  });
  const clusterUrl = embedded.url.replace(/\/papergraph$/, "/postgres");
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  await client.query(`create database ${templateDatabase}`);
  await client.end();
  await migrate(clusterUrl.replace(/\/postgres$/, `/${templateDatabase}`), "prisma/migrations");
  root.provide("clusterUrl", clusterUrl);
  return async () => {
    process.off("exit", stopNow);
    await embedded.close();
    await rm(directory, { recursive: true, force: true });
  };
}

/** Vitest exits at once on Ctrl+C, which PostgreSQL, in a process group of its own, does not receive. */
function interrupted(directory: string): void {
  const lock = join(directory, "postgres", "postmaster.pid");
  if (existsSync(lock)) process.kill(Number.parseInt(readFileSync(lock, "utf8"), 10), "SIGQUIT");
  rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
