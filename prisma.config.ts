import { defineConfig } from "prisma/config";

// The Prisma CLI fetches a native schema engine at first use, even for `generate`, which never runs it. Naming
// any executable stops the download, so that a machine with nothing but npm can build. Migrations are applied
// by the WebAssembly engine in src/db/migrate.ts.
process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

export default defineConfig({ schema: "prisma/schema.prisma", migrations: { path: "prisma/migrations" } });
