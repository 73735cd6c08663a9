import type { Author, Organization } from "../../db/generated/client.js";
import {
  findGraph,
  type Graph,
  type GraphQuery,
  maxGraphNodes,
} from "../../domain/graph/collaboration-graph.js";
import type { GraphKind } from "../../domain/graph/ties.js";
import { authorKey, organizationKey } from "../../domain/keys/object-keys.js";
import { encodeGlobalId } from "../../domain/values/global-ids.js";
import { InputError } from "../../domain/values/input-error.js";
import { assertFound } from "../builder/assert-found.js";
import type { Builder } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import { decodeGlobalId, invalidId, withArticle } from "../builder/global-ids.js";
import { inTurns } from "../builder/in-turns.js";
import { knownIds } from "../builder/known-objects.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "../papers/paper-list.js";
import { dateShare, filterPrice } from "../papers/paper-prices.js";

type KindedGraph = Graph & { kind: GraphKind };

interface GraphArguments {
  around?: string | null | undefined;
  filter?: PaperFilterInput | null | undefined;
  of?: GraphKind | null | undefined;
  depth: number;
  first: number;
}

export function defineGraphQuery(builder: Builder, types: Types, { PaperFilter }: PaperInputs): void {
  const CollaborationKind = builder.enumType("CollaborationKind", {
    description: "What the nodes of a collaboration graph are.",
    values: {
      AUTHOR: { value: "author", description: "Authors, connected by the papers they share." },
      ORGANIZATION: {
        value: "organization",
        description: "Organizations, connected by the authors they share.",
      },
    } as const,
  });
  const CollaborationGraph = defineGraph(builder, types);
  builder.queryField("collaborationGraph", (t) =>
    t.field({
      type: CollaborationGraph,
      cost: {
        statement: graphPrice,
        page: ({ first }) => Math.min(first, maxGraphNodes) + 1,
      },
      description:
        "Collaboration network around an author or an organization, or of the papers that match a filter: pass `around`, `filter` or both. Authors are connected by the papers they share, organizations by the authors they share. With a filter, only matching papers count.",
      args: {
        around: t.arg.id({
          description:
            "Global ID of an author or an organization: the center of the graph. Without it, the nodes are those with the most papers that match `filter`.",
        }),
        depth: t.arg.int({
          required: true,
          defaultValue: 1,
          description:
            "Maximum distance from the center in edges, 1 to 3. Without `around`, it has no effect.",
        }),
        first: t.arg.int({
          required: true,
          defaultValue: 50,
          description:
            "Maximum number of nodes besides the center, 0 to 200. Around a center, prefers the nearest, then the most strongly connected; otherwise, those with the most matching papers, in the order of `paperStats`.",
        }),
        filter: t.arg({
          type: PaperFilter,
          description: "Counts only papers that match. `{}` matches all papers.",
        }),
        of: t.arg({
          type: CollaborationKind,
          description: "What the nodes are. Defaults to the type of `around`, or to AUTHOR without it.",
        }),
      },
      resolve: async (_root, args, context) => {
        const query = await parseGraph(context, args);
        return { ...(await findGraph(context.db, query)), kind: query.kind };
      },
    }),
  );
}

function defineGraph(builder: Builder, { Author, Organization }: Types) {
  const CollaborationNode = builder.unionType("CollaborationNode", {
    types: [Author, Organization],
    description:
      "A node of a collaboration graph. All nodes of a graph are of one type: that of its center, or what `of` says.",
    resolveType: (node) => ("slug" in node ? "Organization" : "Author"),
  });
  const load = (kind: GraphKind, id: number, { loaders }: Context) =>
    assertFound<Author | Organization>(loaders[kind].load(id));
  const CollaborationMember = builder
    .objectRef<{ kind: GraphKind; id: number; papersCount: number }>("CollaborationMember")
    .implement({
      description: "A node of a collaboration graph, with its number of papers.",
      fields: (t) => ({
        node: t.field({
          type: CollaborationNode,
          cost: { batch: indexScan },
          description: "The author or the organization.",
          resolve: ({ kind, id }, _arguments, context) => load(kind, id, context),
        }),
        papersCount: t.exposeInt("papersCount", {
          description:
            "Number of the node's papers that match the filter of the graph; of all its papers without one.",
        }),
      }),
    });
  const CollaborationEdge = builder
    .objectRef<{ source: string; target: string; weight: number }>("CollaborationEdge")
    .implement({
      description: "An undirected edge of a collaboration graph. Each pair of nodes appears once.",
      fields: (t) => ({
        source: t.exposeID("source", { description: "Global ID of one node." }),
        target: t.exposeID("target", { description: "Global ID of the other node." }),
        weight: t.exposeInt("weight", {
          description:
            "Number of shared papers (authors) or shared authors (organizations), of the papers that match the filter of the graph.",
        }),
      }),
    });
  return builder.objectRef<KindedGraph>("CollaborationGraph").implement({
    description: "Nodes and weighted edges of a collaboration network.",
    fields: (t) => ({
      nodes: t.field({
        type: [CollaborationNode],
        cost: { batch: indexScan, rows: "page" },
        description:
          "The center, then the other nodes by distance and, at equal distance, by strength of the connection. Without a center, by matching papers and their upvotes, descending.",
        resolve: ({ kind, nodes }, _arguments, context) =>
          Promise.all(nodes.map(({ id }) => load(kind, id, context))),
      }),
      members: t.field({
        type: [CollaborationMember],
        cost: { rows: "page" },
        description: "The same nodes in the same order, each with its number of papers.",
        resolve: ({ kind, nodes }) => nodes.map((node) => ({ kind, ...node })),
      }),
      edges: t.field({
        type: [CollaborationEdge],
        cost: { batch: indexScan, rows: "pairs" },
        description: "All edges between these nodes, by weight, descending.",
        resolve: async (graph, _arguments, context) => {
          const ids = new Map(
            await Promise.all(graph.nodes.map(({ id }) => globalIdOf(context, graph.kind, id))),
          );
          const edges = graph.edges.map(({ source, target, weight }) => ({
            source: ids.get(source) ?? "",
            target: ids.get(target) ?? "",
            weight,
          }));
          return inTurns(edges, context);
        },
      }),
    }),
  });
}

const typenames = { author: "Author", organization: "Organization" } as const;

/** Cost of a neighborhood, excluding its nodes. */
const neighborhood = 2_500;
/** Cost of finding the nodes with most papers, and of reading what organizations share, over all papers. */
const [largestAuthors, sharedAuthors] = [16_500, 5_000];

function graphPrice({ around, filter, of, first }: GraphArguments): number {
  const nodes = neighborhood + 15 * Math.min(first, maxGraphNodes);
  if (!filter) return nodes;
  const kind = of ?? (around == null ? "author" : "organization");
  const counted = kind === "organization" ? sharedAuthors : around == null ? largestAuthors : 0;
  return nodes + 2 * filterPrice(filter) + dateShare(filter) * counted;
}

/** @throws InputError */
async function parseGraph(
  context: Context,
  { around, filter, of, depth, first }: GraphArguments,
): Promise<GraphQuery> {
  if (around == null && filter == null)
    throw new InputError(
      "collaborationGraph: expected `around`, `filter` or both. Pass the ID of an Author or an Organization, or a filter; `filter: {}` matches all papers.",
    );
  const center = around == null ? undefined : await parseCenter(context, around);
  if (center && of && of !== center.kind)
    throw new InputError(
      `of: ${of.toUpperCase()} does not fit \`around\`, which is the ID of ${withArticle(typenames[center.kind])}. Omit \`of\`.`,
    );
  return {
    kind: center?.kind ?? of ?? "author",
    around: center?.id,
    filter: filter == null ? undefined : await parsePaperFilter(context, filter),
    depth,
    first,
  };
}

/** @throws InputError if the object has been removed since */
async function globalIdOf(
  { loaders }: Context,
  kind: GraphKind,
  id: number,
): Promise<[row: number, globalId: string]> {
  if (kind === "author")
    return [id, encodeGlobalId("Author", authorKey(await assertFound(loaders.author.load(id))))];
  const organization = await assertFound(loaders.organization.load(id));
  return [id, encodeGlobalId("Organization", organizationKey(organization))];
}

/** @throws InputError for unknown IDs and other types */
async function parseCenter(context: Context, around: string): Promise<{ kind: GraphKind; id: number }> {
  const decoded = decodeGlobalId(around);
  if (decoded === null) throw invalidId(around, "around", ["Author", "Organization"]);
  const { typename, key } = decoded;
  if (typename !== "Author" && typename !== "Organization")
    throw new InputError(
      `around: expected the ID of an Author or an Organization, got the ID of ${withArticle(typename)}.`,
    );
  const [id = 0] = await knownIds(context, typename, [key], () => "around");
  return { kind: typename === "Author" ? "author" : "organization", id };
}
