/** For programs that embed papergraph: see docs/embedding.md. */

export { type Api, type ApiOptions, createApi } from "./commands/api.js";
export { applyMigrations } from "./commands/migrate.js";
export { type Config, readConfig } from "./config.js";
export { type DatabaseOptions, openDatabase } from "./db/client.js";
export type { Database } from "./db/database.js";
export { type Context, createContext } from "./schema/builder/context.js";
export { createSchema } from "./schema/index.js";
