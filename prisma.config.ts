import { defineConfig } from "prisma/config";

// The Prisma CLI fetches a native schema engine at first use, even for commands that never run it. Naming any
// executable stops the download, so that a machine with nothing but npm can build. Migrations are applied by the
// WebAssembly engine in src/db/migrate.ts; whoever prefers `prisma migrate deploy` gets the real engine.
const withoutEngine = ["generate", "validate", "format"];
if (withoutEngine.some((command) => process.argv.includes(command)))
  process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

const url = process.env["DATABASE_URL"];

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(url === undefined ? {} : { datasource: { url } }),
});
