import type { Author, Organization } from "../../db/generated/client.js";
import { findGraph, type Graph, type GraphCenter, maxGraphNodes } from "../../domain/graph/neighborhood.js";
import { findPath, maxPathLength, type PathStep } from "../../domain/graph/shortest-path.js";
import { authorKey, organizationKey } from "../../domain/keys/object-keys.js";
import { InputError } from "../../domain/values/input-error.js";
import { assertFound } from "../builder/assert-found.js";
import type { Builder } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import {
  decodeGlobalId,
  decodeNodeId,
  encodeGlobalId,
  invalidId,
  withArticle,
} from "../builder/global-ids.js";
import { inTurns } from "../builder/in-turns.js";
import { knownIds } from "../builder/known-objects.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";

export function defineCollaborationQueries(builder: Builder, types: Types): void {
  definePathQuery(builder, types);
  defineGraphQuery(builder, types);
}

function definePathQuery(builder: Builder, { Author, Paper }: Types): void {
  const CollaborationStep = builder.objectRef<PathStep>("CollaborationStep").implement({
    description: "Two co-authors and a paper they share.",
    fields: (t) => ({
      from: t.field({
        type: Author,
        cost: { batch: indexScan },
        description: "Author at the start of the step.",
        resolve: ({ from }, _arguments, { loaders }) => assertFound(loaders.author.load(from)),
      }),
      via: t.field({
        type: Paper,
        cost: { batch: indexScan },
        description: "A paper by both authors.",
        resolve: ({ via }, _arguments, { loaders }) => assertFound(loaders.paper.load(via)),
      }),
      to: t.field({
        type: Author,
        cost: { batch: indexScan },
        description: "Author at the end of the step.",
        resolve: ({ to }, _arguments, { loaders }) => assertFound(loaders.author.load(to)),
      }),
    }),
  });
  const CollaborationPath = builder.objectRef<PathStep[]>("CollaborationPath").implement({
    description: "A shortest chain of co-authorships between two authors.",
    fields: (t) => ({
      length: t.int({
        description:
          "Number of papers in the chain: 1 for direct co-authors, 0 if both ends are the same author.",
        resolve: (steps) => steps.length,
      }),
      steps: t.field({
        type: [CollaborationStep],
        cost: { rows: "page" },
        description: "Steps of the chain, in order.",
        resolve: (steps) => steps,
      }),
    }),
  });
  builder.queryField("collaborationPath", (t) =>
    t.field({
      type: CollaborationPath,
      nullable: true,
      cost: { statement: 2_000, page: ({ maxLength }) => Math.min(maxLength, maxPathLength) },
      description:
        "Finds a shortest chain of co-authored papers between two authors; null if none is within `maxLength`.",
      args: {
        from: t.arg.id({ required: true, description: "Global ID of the first author." }),
        to: t.arg.id({ required: true, description: "Global ID of the last author." }),
        maxLength: t.arg.int({
          required: true,
          defaultValue: 6,
          description: "Maximum number of papers in the chain, 1 to 12.",
        }),
      },
      resolve: async (_root, { from, to, maxLength }, context) => {
        const keys = [decodeNodeId("Author", from, "from"), decodeNodeId("Author", to, "to")];
        const [start = 0, end = 0] = await knownIds(context, "Author", keys, (index) =>
          index === 0 ? "from" : "to",
        );
        return findPath(context.db, start, end, maxLength);
      },
    }),
  );
}

function defineGraphQuery(builder: Builder, { Author, Organization }: Types): void {
  const CollaborationNode = builder.unionType("CollaborationNode", {
    types: [Author, Organization],
    description:
      "A node of a collaboration graph: an author if the graph is around an author, otherwise an organization.",
    resolveType: (node) => ("slug" in node ? "Organization" : "Author"),
  });
  const CollaborationEdge = builder
    .objectRef<{ source: string; target: string; weight: number }>("CollaborationEdge")
    .implement({
      description: "An undirected edge of a collaboration graph. Each pair of nodes appears once.",
      fields: (t) => ({
        source: t.exposeID("source", { description: "Global ID of one node." }),
        target: t.exposeID("target", { description: "Global ID of the other node." }),
        weight: t.exposeInt("weight", {
          description: "Number of shared papers (authors) or shared authors (organizations).",
        }),
      }),
    });
  const CollaborationGraph = builder
    .objectRef<Graph & Pick<GraphCenter, "kind">>("CollaborationGraph")
    .implement({
      description: "Nodes and weighted edges around an author or an organization.",
      fields: (t) => ({
        nodes: t.field({
          type: [CollaborationNode],
          cost: { batch: indexScan, rows: "page" },
          description:
            "The center, then the other nodes by distance and, at equal distance, by strength of the connection.",
          resolve: ({ kind, nodes }, _arguments, { loaders }) =>
            Promise.all(nodes.map((id) => assertFound<Author | Organization>(loaders[kind].load(id)))),
        }),
        edges: t.field({
          type: [CollaborationEdge],
          cost: { batch: indexScan, rows: "pairs" },
          description: "All edges between these nodes, by weight, descending.",
          resolve: async (graph, _arguments, context) => {
            const ids = new Map(
              await Promise.all(graph.nodes.map((id) => globalIdOf(context, graph.kind, id))),
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
  builder.queryField("collaborationGraph", (t) =>
    t.field({
      type: CollaborationGraph,
      cost: {
        statement: ({ first }) => 2_500 + 15 * Math.min(first, maxGraphNodes),
        page: ({ first }) => Math.min(first, maxGraphNodes) + 1,
      },
      description:
        "Collaboration network around an author (co-authors) or an organization (organizations that share authors).",
      args: {
        around: t.arg.id({
          required: true,
          description: "Global ID of an author or an organization: the center of the graph.",
        }),
        depth: t.arg.int({
          required: true,
          defaultValue: 1,
          description: "Maximum distance from the center in edges, 1 to 3.",
        }),
        first: t.arg.int({
          required: true,
          defaultValue: 50,
          description:
            "Maximum number of nodes besides the center, 0 to 200. Prefers the nearest, then the most strongly connected.",
        }),
      },
      resolve: async (_root, { around, depth, first }, context) => {
        const center = await parseCenter(context, around);
        return { ...(await findGraph(context.db, { around: center, depth, first })), kind: center.kind };
      },
    }),
  );
}

/** @throws InputError if the object has been removed since */
async function globalIdOf(
  { loaders }: Context,
  kind: GraphCenter["kind"],
  id: number,
): Promise<[row: number, globalId: string]> {
  if (kind === "author")
    return [id, encodeGlobalId("Author", authorKey(await assertFound(loaders.author.load(id))))];
  const organization = await assertFound(loaders.organization.load(id));
  return [id, encodeGlobalId("Organization", organizationKey(organization))];
}

/** @throws InputError for unknown IDs and other types */
async function parseCenter(context: Context, around: string): Promise<GraphCenter> {
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
