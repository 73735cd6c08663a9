import SchemaBuilder from "@pothos/core";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import type PrismaTypes from "../../db/generated/pothos.js";
import { getDatamodel } from "../../db/generated/pothos.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Context } from "./context.js";
import "./cost.js";
import { decodeGlobalId, encodeGlobalId, notAnId } from "./global-ids.js";
import { indexScan, keyLookup } from "./prices.js";

/** What the resolvers of this schema are written against; it defines no types of its own. */
export interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Connection: { totalCount: () => Promise<number> };
  Scalars: {
    ID: { Input: string; Output: string | number };
    Date: { Input: string; Output: Date };
    DateTime: { Input: Date; Output: Date };
    URL: { Input: string; Output: string };
  };
}

export type Builder = PothosSchemaTypes.SchemaBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>>;

/** Stands for the type of what is no id. */
const noType = "?";

/** How many ids `nodes` takes. */
const mostNodes = 100;

export function createBuilder(): Builder {
  const builder = new SchemaBuilder<SchemaTypes>({
    plugins: ["cost", RelayPlugin, PrismaPlugin],
    defaultFieldNullability: false,
    prisma: {
      client: ({ db }) => db.prisma,
      dmmf: getDatamodel(),
      onUnusedQuery: "error",
    },
    relay: {
      cursorType: "String",
      edgesFieldOptions: {
        nullable: false,
        cost: { rows: "page" },
        description: "The rows of this page, each with its cursor.",
      },
      nodeFieldOptions: { nullable: false, description: "The row." },
      nodesOnConnection: { cost: { rows: "page" }, description: "The rows of this page, bare." },
      pageInfoFieldOptions: { description: "Where this page lies in the list." },
      cursorFieldOptions: { description: "Where the row stands: hand it back as `after` or `before`." },
      pageInfoTypeOptions: { description: "Where a page lies in its list." },
      hasNextPageFieldOptions: { description: "Whether the list goes on after this page." },
      hasPreviousPageFieldOptions: { description: "Whether the list has rows before this page." },
      startCursorFieldOptions: { description: "The cursor of the first row; null on an empty page." },
      endCursorFieldOptions: { description: "The cursor of the last row; null on an empty page." },
      firstArgOptions: {
        description: "How many rows from the front, 0 to 100; 20 when neither this nor `last` is given.",
      },
      lastArgOptions: { description: "How many rows from the end, 0 to 100." },
      afterArgOptions: { description: "Only rows after the one with this cursor." },
      beforeArgOptions: { description: "Only rows before the one with this cursor." },
      nodeTypeOptions: { description: "Anything with a global id, by which `node` finds it again." },
      idFieldOptions: { description: "Global id: opaque, and good for as long as the data are kept." },
      encodeGlobalID: encodeGlobalId,
      // What is no id at all goes on under this name, for `node` to refuse and `nodes` to answer with null.
      decodeGlobalID: (id) => decodeGlobalId(id) ?? { typename: noType, id },
      nodeQueryOptions: {
        cost: { statement: keyLookup },
        description: "Anything by its global id; null when there is nothing (any more) under it.",
        args: { id: { description: "The global id." } },
        resolve: (_root, { id }, _context, _info, resolveNode) => {
          if (id.typename === noType) throw notAnId(id.id, "id");
          return resolveNode(id);
        },
      },
      nodesQueryOptions: {
        description: "At most 100 things by their global ids; an unknown id gives null in its place.",
        nullable: { list: false, items: true },
        cost: {
          statement: ({ ids }: { ids?: readonly unknown[] }) => 4 * indexScan + 60 * (ids?.length ?? 0),
          rows: ({ ids }: { ids?: readonly unknown[] }) => ids?.length ?? 0,
        },
        args: { ids: { description: "The global ids." } },
        resolve: (_root, { ids }, _context, _info, resolveNodes) => {
          if (ids.length > mostNodes)
            throw new InputError(`ids: ${ids.length} are too many. Ask for at most ${mostNodes} at a time.`);
          // The plugin reads the argument itself, whatever it is handed, and answers nothing with null.
          for (const [index, { typename }] of ids.entries())
            if (typename === noType) Object.assign(ids, { [index]: null });
          return resolveNodes(ids);
        },
      },
    },
  });
  builder.queryType({ description: "What can be asked." });
  builder.globalConnectionField("totalCount", (field) =>
    field.int({
      cost: { passes: 1 },
      description: "How many rows the whole list has. Counted only when asked for.",
      resolve: ({ totalCount }) => totalCount(),
    }),
  );
  return builder;
}
