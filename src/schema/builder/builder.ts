import SchemaBuilder from "@pothos/core";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import type PrismaTypes from "../../db/generated/pothos.js";
import { getDatamodel } from "../../db/generated/pothos.js";
import { encodeGlobalId } from "../../domain/values/global-ids.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Context } from "./context.js";
import "./field-options.js";
import { decodeGlobalId, invalidId } from "./global-ids.js";
import { indexScan, keyLookup } from "./prices.js";

/** TypeScript types behind the schema. */
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
    TimeZone: { Input: string; Output: string };
    URL: { Input: string; Output: string };
  };
}

export type Builder = PothosSchemaTypes.SchemaBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>>;

/** Type name of an invalid ID. */
const unknownType = "?";

/** Maximum number of IDs for `nodes`. */
const maxNodes = 100;

export function createBuilder(): Builder {
  const builder = new SchemaBuilder<SchemaTypes>({
    plugins: [RelayPlugin, PrismaPlugin],
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
        description: "Items on this page, each with its cursor.",
      },
      nodeFieldOptions: { nullable: false, description: "The item." },
      nodesOnConnection: { cost: { rows: "page" }, description: "Items on this page, without cursors." },
      pageInfoFieldOptions: { description: "Position of this page in the list." },
      cursorFieldOptions: { description: "Cursor of this item. Pass it as `after` or `before`." },
      pageInfoTypeOptions: { description: "Position of a page in a list." },
      hasNextPageFieldOptions: { description: "Whether the list continues after this page." },
      hasPreviousPageFieldOptions: { description: "Whether the list has items before this page." },
      startCursorFieldOptions: { description: "Cursor of the first item; null if the page is empty." },
      endCursorFieldOptions: { description: "Cursor of the last item; null if the page is empty." },
      firstArgOptions: {
        description:
          "Number of items from the start of the list, 0 to 100. Defaults to 20 unless `last` is set.",
      },
      lastArgOptions: { description: "Number of items from the end of the list, 0 to 100." },
      afterArgOptions: { description: "Returns only items after this cursor." },
      beforeArgOptions: { description: "Returns only items before this cursor." },
      nodeTypeOptions: { description: "An object with a global ID." },
      idFieldOptions: {
        description:
          "Opaque global ID, made from what sources state: the arXiv ID or else the title of a paper, the slug of an organization, the account or else the name of an author, the name of a keyword. It is the same on every server with the same papers. When what it is made from changes, the object gets another ID, and the former ones still find it.",
      },
      encodeGlobalID: encodeGlobalId,
      // `node` rejects an invalid ID; `nodes` returns null for it.
      decodeGlobalID: (id) => {
        const { typename = unknownType, key = id } = decodeGlobalId(id) ?? {};
        return { typename, id: key };
      },
      nodeQueryOptions: {
        cost: { statement: keyLookup },
        description: "Fetches an object by global ID; null if it does not exist.",
        args: { id: { description: "Global ID." } },
        resolve: (_root, { id }, _context, _info, resolveNode) => {
          if (id.typename === unknownType) throw invalidId(id.id, "id");
          return resolveNode(id);
        },
      },
      nodesQueryOptions: {
        description: "Fetches up to 100 objects by global ID; null for unknown IDs.",
        nullable: { list: false, items: true },
        cost: {
          statement: ({ ids }: { ids?: readonly unknown[] }) => 4 * indexScan + 60 * (ids?.length ?? 0),
          rows: ({ ids }: { ids?: readonly unknown[] }) => ids?.length ?? 0,
        },
        args: { ids: { description: "Global IDs." } },
        resolve: (_root, { ids }, _context, _info, resolveNodes) => {
          if (ids.length > maxNodes)
            throw new InputError(
              `ids: expected at most ${maxNodes}, got ${ids.length}. Send several requests.`,
            );
          // The plugin reads the argument itself and resolves null to null.
          for (const [index, { typename }] of ids.entries())
            if (typename === unknownType) Object.assign(ids, { [index]: null });
          return resolveNodes(ids);
        },
      },
    },
  });
  builder.queryType({ description: "Root query type." });
  builder.globalConnectionField("totalCount", (field) =>
    field.int({
      cost: { passes: 1 },
      description: "Number of items in the entire list. Computed only if selected.",
      resolve: ({ totalCount }) => totalCount(),
    }),
  );
  return builder;
}
