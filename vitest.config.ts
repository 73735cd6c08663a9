import { defineConfig } from "vitest/config";

/** Names of folders of `test`. */
const withPostgres = [
  ...["db", "api", "search", "ingest", "live", "notify", "server", "site", "browser", "faults", "project"],
];
export const projects = ["unit", "readers", ...withPostgres];

export default defineConfig({
  resolve: {
    // graphql ships two builds, which reject each other's schemas.
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    projects: projects.map((name) => ({
      extends: true,
      test: {
        name,
        include: [`test/${name}/*.test.ts`],
        globalSetup: withPostgres.includes(name) ? ["test/kit/db/cluster.ts"] : [],
      },
    })),
    // Much more than any test takes, for busy machines.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // One more than cores of a small machine: tests wait for processes, servers and the database for a third of their time.
    maxWorkers: 3,
    // Loading the program takes seconds, so files of a project share it: each test restores what it changes in its process.
    isolate: false,
  },
});
