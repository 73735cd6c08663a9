import type { PluginFunction } from "@graphql-codegen/plugin-helpers";
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  stripIgnoredCharacters,
  visit,
} from "graphql";
import { documentId } from "../codegen.js";

/** A plugin: each operation as a constant with its types, its text with the fragments it uses, and its ID. */
export const plugin: PluginFunction = (_schema, files) => {
  const definitions = files.flatMap(({ document }) => document?.definitions ?? []);
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const constants = operations.map((operation) => constantOf(operation, fragments));
  return {
    prepend: ['import type { SiteDocument } from "../documents/site-document.js";'],
    content: [
      ...constants.map(({ text }) => text),
      "/** All documents of the pages. */",
      `export const siteDocuments = [${constants.map(({ name }) => name).join(", ")}];`,
    ].join("\n\n"),
  };
};

function constantOf(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): { name: string; text: string } {
  const name = operation.name?.value ?? "";
  const used = [operation, ...fragmentsOf(operation, fragments)];
  const document = stripIgnoredCharacters(used.map((each) => print(each)).join("\n"));
  const type = `${name}${{ query: "Query", subscription: "Subscription", mutation: "Mutation" }[operation.operation]}`;
  const value = { id: documentId(document), text: document };
  return {
    name: `${name}Document`,
    text: `export const ${name}Document: SiteDocument<${type}, ${type}Variables> = ${JSON.stringify(value, null, 2)};`,
  };
}

/** The fragments of a definition and of these, each once, in the order of their first use. */
function fragmentsOf(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Set<FragmentDefinitionNode> {
  const found = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode) => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment === undefined || found.has(fragment)) return;
        found.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(definition);
  return found;
}
