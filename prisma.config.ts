import { defineConfig } from "prisma/config";

// The Prisma CLI downloads a native schema engine at first use, even for commands that never run it. Setting any executable
// prevents that, so that a machine with only npm access can build. src/db/migrate.ts applies migrations;
// `prisma migrate deploy`, which reads and writes the same history, uses the native engine.
const withoutEngine = ["generate", "validate", "format"];
if (withoutEngine.some((command) => process.argv.includes(command)))
  process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

const url = process.env["DATABASE_URL"];

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(url === undefined ? {} : { datasource: { url } }),
});
