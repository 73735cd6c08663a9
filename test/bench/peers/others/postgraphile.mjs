import { createServer } from "node:http";
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { postgraphile } from "postgraphile";
import { TYPES } from "postgraphile/@dataplan/pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { sql } from "postgraphile/pg-sql2";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

// PostGraphile over papergraph's tables, with the plugins that its users have for filters and aggregates. Started with the
// database as its argument; the parent gets the port.

/** What the README of pg-aggregates shows for other intervals: groups by month. */
const GroupByMonthPlugin = {
  name: "GroupByMonthPlugin",
  version: "1.0.0",
  schema: {
    hooks: {
      build: {
        after: ["PgAggregatesSpecsPlugin"],
        callback(build) {
          build.pgAggregateGroupBySpecs.push({
            id: "truncated-to-month",
            isSuitableType: (codec) => codec === TYPES.date,
            sqlWrap: (date) => sql`date_trunc('month', ${date}::timestamp)::date`,
            sqlWrapCodec: (codec) => codec,
          });
          return build;
        },
      },
    },
  },
};

/** Prisma's unique indexes are no constraints, which is where PostGraphile looks for keys. */
const UniqueArxivIdPlugin = jsonPgSmartTags({
  version: 1,
  config: { class: { "public.papers": { tags: { unique: "arxiv_id" } } } },
});

const [connectionString] = process.argv.slice(2);
const instance = postgraphile({
  extends: [
    PostGraphileAmberPreset,
    PgSimplifyInflectionPreset,
    PostGraphileConnectionFilterPreset,
    PgAggregatesPreset,
  ],
  plugins: [GroupByMonthPlugin, UniqueArxivIdPlugin],
  disablePlugins: [
    // Its names collide with those of the counts that papergraph stores.
    "PgAggregatesOrderByAggregatesPlugin",
    // Without it, filters may use columns that have no index of their own.
    "PgIndexBehaviorsPlugin",
  ],
  pgServices: [makePgService({ connectionString, schemas: ["public", "peers"], poolConfig: { max: 10 } })],
});
await instance.getSchema();
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
process.once("disconnect", () => process.exit());
