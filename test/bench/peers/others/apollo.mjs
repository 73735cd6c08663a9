import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginCacheControl } from "@apollo/server/plugin/cacheControl";
import { startStandaloneServer } from "@apollo/server/standalone";
import createResponseCache from "@apollo/server-plugin-response-cache";
import { PrismaPg } from "@prisma/adapter-pg";
// papergraph's own client: Prisma's is made from the schema, and would be the same here.
import { PrismaClient } from "../../../../dist/db/generated/client.js";
import { createLoaders } from "./apollo-loaders.mjs";
import { resolvers, typeDefs } from "./apollo-schema.mjs";

// Apollo Server with Prisma and DataLoader over papergraph's tables. Started with the database as its argument, and `cache`
// for the response cache; the parent gets the port.

const [connectionString, cache] = process.argv.slice(2);
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 10 }) });
const server = new ApolloServer({
  typeDefs,
  resolvers,
  plugins:
    cache === "cache" ? [ApolloServerPluginCacheControl({ defaultMaxAge: 60 }), createResponseCache()] : [],
});
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: "127.0.0.1" },
  context: async () => ({ prisma, loaders: createLoaders(prisma) }),
});
process.send?.(Number(new URL(url).port));
process.once("disconnect", () => process.exit());
