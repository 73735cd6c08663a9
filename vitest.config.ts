import { defineConfig } from "vitest/config";

const withoutPostgres = ["test/unit/*.test.ts", "test/readers/*.test.ts"];

export default defineConfig({
  resolve: {
    // graphql ships two builds, which reject each other's schemas.
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    projects: [
      { extends: true, test: { name: "unit", include: withoutPostgres } },
      {
        extends: true,
        test: {
          name: "postgres",
          include: ["test/**/*.test.ts"],
          exclude: withoutPostgres,
          globalSetup: ["test/kit/db/cluster.ts"],
        },
      },
    ],
    // Much more than any test takes, for busy machines.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One more than cores of a small machine: tests wait for processes, servers and the database for a third of their time.
    maxWorkers: 3,
    // Loading the program takes seconds, so the files of a project share it: each test restores what it changes in its process.
    isolate: false,
  },
});
