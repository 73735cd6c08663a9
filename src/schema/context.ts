import type { Database } from "../db/client.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** What resolvers see besides their arguments: the database, and the loaders of this one request. */
export interface Context {
  readonly db: Database;
  readonly loaders: Loaders;
}

export function createContext(db: Database): Context {
  return { db, loaders: createLoaders(db) };
}
