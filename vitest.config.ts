import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // graphql ships two builds; a schema of the one is no schema to the other.
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/kit/db/cluster.ts",
    server: {
      deps: {
        inline: [/@pothos/, /graphql-yoga/, /@graphql-yoga/, /@graphql-tools/, /@envelop/, /graphql-http/],
      },
    },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
