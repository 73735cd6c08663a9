import type { Author, Organization } from "../../db/generated/client.js";
import { requireAuthors } from "../../domain/catalog/authors.js";
import { requireOrganization } from "../../domain/catalog/organizations.js";
import { findGraph, type Graph, type GraphCentre, largestGraph } from "../../domain/graph/neighborhood.js";
import { findPath, longestPath, type PathStep } from "../../domain/graph/shortest-path.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Builder } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import { found } from "../builder/found.js";
import { decodeGlobalId, encodeGlobalId, named, notAnId, numberOf } from "../builder/global-ids.js";
import { inTurns } from "../builder/in-turns.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";

export function queryCollaboration(builder: Builder, types: Types): void {
  queryPath(builder, types);
  queryGraph(builder, types);
}

function queryPath(builder: Builder, { Author, Paper }: Types): void {
  const CollaborationStep = builder.objectRef<PathStep>("CollaborationStep").implement({
    description: "Two people who wrote a paper together.",
    fields: (t) => ({
      from: t.field({
        type: Author,
        cost: { batch: indexScan },
        description: "Who the step leads from.",
        resolve: ({ from }, _arguments, { loaders }) => found(loaders.author.load(from)),
      }),
      via: t.field({
        type: Paper,
        cost: { batch: indexScan },
        description: "A paper of both.",
        resolve: ({ via }, _arguments, { loaders }) => found(loaders.paper.load(via)),
      }),
      to: t.field({
        type: Author,
        cost: { batch: indexScan },
        description: "Who the step leads to.",
        resolve: ({ to }, _arguments, { loaders }) => found(loaders.author.load(to)),
      }),
    }),
  });
  const CollaborationPath = builder.objectRef<PathStep[]>("CollaborationPath").implement({
    description: "A shortest chain of co-authorship between two authors.",
    fields: (t) => ({
      length: t.int({
        description:
          "Number of papers on the way; 1 for direct co-authors, 0 from an author to the same author.",
        resolve: (steps) => steps.length,
      }),
      steps: t.field({
        type: [CollaborationStep],
        cost: { rows: "page" },
        description: "The chain, from the one author to the other.",
        resolve: (steps) => steps,
      }),
    }),
  });
  builder.queryField("collaborationPath", (t) =>
    t.field({
      type: CollaborationPath,
      nullable: true,
      cost: { statement: 2_000, page: ({ maxLength }) => Math.min(maxLength, longestPath) },
      description:
        "A shortest chain of papers that leads from one author to another; null when none is as short as `maxLength`.",
      args: {
        from: t.arg.id({ required: true, description: "An author's global ID." }),
        to: t.arg.id({ required: true, description: "Another author's global ID." }),
        maxLength: t.arg.int({
          required: true,
          defaultValue: 6,
          description: "How many papers the chain may have, 1 to 12.",
        }),
      },
      resolve: async (_root, { from, to, maxLength }, { db }) => {
        const ends = [numberOf("Author", from, "from"), numberOf("Author", to, "to")] as const;
        await requireAuthors(db, ends, (index) => (index === 0 ? "from" : "to"));
        return findPath(db, ...ends, maxLength);
      },
    }),
  );
}

function queryGraph(builder: Builder, { Author, Organization }: Types): void {
  const CollaborationNode = builder.unionType("CollaborationNode", {
    types: [Author, Organization],
    description: "A node of a collaboration graph: authors around an author, organizations around one.",
    resolveType: (node) => ("slug" in node ? "Organization" : "Author"),
  });
  const CollaborationEdge = builder
    .objectRef<{ source: string; target: string; weight: number }>("CollaborationEdge")
    .implement({
      description: "That two nodes of a collaboration graph have worked together; each pair is there once.",
      fields: (t) => ({
        source: t.exposeID("source", { description: "The global ID of one node." }),
        target: t.exposeID("target", { description: "The global ID of the other." }),
        weight: t.exposeInt("weight", {
          description: "Shared papers (authors) or shared authors (organizations).",
        }),
      }),
    });
  const CollaborationGraph = builder
    .objectRef<Graph & Pick<GraphCentre, "kind">>("CollaborationGraph")
    .implement({
      description: "Nodes and weighted edges around an author or an organization, ready to draw.",
      fields: (t) => ({
        nodes: t.field({
          type: [CollaborationNode],
          cost: { batch: indexScan, rows: "page" },
          description: "The centre first, then the nearest, those with most in common first.",
          resolve: ({ kind, nodes }, _arguments, { loaders }) =>
            Promise.all(nodes.map((id) => found<Author | Organization>(loaders[kind].load(id)))),
        }),
        edges: t.field({
          type: [CollaborationEdge],
          cost: { rows: "pairs" },
          description: "Every edge between two of the nodes, the heaviest first.",
          resolve: ({ kind, edges }, _arguments, context) =>
            inTurns(
              edges.map(({ source, target, weight }) => ({
                source: encodeGlobalId(typenames[kind], source),
                target: encodeGlobalId(typenames[kind], target),
                weight,
              })),
              context,
            ),
        }),
      }),
    });
  builder.queryField("collaborationGraph", (t) =>
    t.field({
      type: CollaborationGraph,
      cost: {
        statement: ({ first }) => 2_500 + 15 * Math.min(first, largestGraph),
        page: ({ first }) => Math.min(first, largestGraph) + 1,
      },
      description:
        "Who is around an author (people who wrote papers together) or an organization (organizations that share authors), and how all of them are connected.",
      args: {
        around: t.arg.id({ required: true, description: "The global ID of an author or an organization." }),
        depth: t.arg.int({
          required: true,
          defaultValue: 1,
          description: "How many edges away from the centre a node may be, 1 to 3.",
        }),
        first: t.arg.int({
          required: true,
          defaultValue: 50,
          description:
            "How many nodes at most, the centre apart, 0 to 200: the nearest, and of those the closest tied.",
        }),
      },
      resolve: async (_root, { around, depth, first }, context) => {
        const centre = await parseCentre(context, around);
        return { ...(await findGraph(context.db, { around: centre, depth, first })), kind: centre.kind };
      },
    }),
  );
}

const typenames = { author: "Author", organization: "Organization" } as const;

/** @throws InputError for an id of anything else, or of nothing */
async function parseCentre({ db }: Context, around: string): Promise<GraphCentre> {
  const decoded = decodeGlobalId(around);
  if (decoded === null) throw notAnId(around, "around");
  const id = Number(decoded.id);
  if (decoded.typename === "Author") {
    await requireAuthors(db, [id], () => "around");
    return { kind: "author", id };
  }
  if (decoded.typename === "Organization") {
    await requireOrganization(db, id, "around");
    return { kind: "organization", id };
  }
  throw new InputError(
    `around: this is the id of ${named(decoded.typename)}, and the graph is one of authors or of organizations.`,
  );
}
