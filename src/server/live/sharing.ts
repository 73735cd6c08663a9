import { createHash } from "node:crypto";
import { type ArgumentNode, type DocumentNode, getOperationAST, Kind, print, visit } from "graphql";
import { sortKeys } from "../../domain/values/canonical-json.js";
import type { Operation } from "./answering.js";

/**
 * Equal for subscriptions that share payloads: those with the same document, which has one operation, and the same variables.
 * `after` does not affect later payloads, so it is left out. All subscribers have the same access.
 *
 * A hash, because documents and variables may be long, and the key lives as long as the subscription.
 */
export function sharingKey({ document, operationName, variables }: Operation): string {
  const { hash, start } = described(document, operationName);
  const { [start ?? ""]: _start, ...shared } = variables ?? {};
  return hashOf(JSON.stringify([hash, operationName ?? null, shared], sortKeys));
}

interface Description {
  /** Of the document without the argument `after`. */
  hash: string;
  /** The variable used only for `after`. */
  start: string | undefined;
}

/** By document, which has one operation. */
const descriptions = new WeakMap<DocumentNode, Description>();

function described(document: DocumentNode, operationName: string | undefined): Description {
  const description = descriptions.get(document) ?? describe(document, operationName);
  descriptions.set(document, description);
  return description;
}

function describe(document: DocumentNode, operationName: string | undefined): Description {
  const after = startArgument(document, operationName);
  if (after === undefined) return { hash: hashOf(print(document)), start: undefined };
  const without = visit(document, {
    Argument: (node) => (node === after ? null : undefined),
  });
  const hash = hashOf(print(without));
  if (after.value.kind !== Kind.VARIABLE) return { hash, start: undefined };
  const name = after.value.name.value;
  return { hash, start: isUsed(without, name) ? undefined : name };
}

function startArgument(document: DocumentNode, operationName: string | undefined): ArgumentNode | undefined {
  const operation = getOperationAST(document, operationName);
  const [field] = operation?.selectionSet.selections ?? [];
  if (field?.kind !== Kind.FIELD) return undefined;
  return field.arguments?.find(({ name }) => name.value === "after");
}

/** Whether a variable is used outside of its declaration. */
function isUsed(document: DocumentNode, name: string): boolean {
  let used = false;
  visit(document, {
    VariableDefinition: () => false,
    Variable(node) {
      if (node.name.value === name) used = true;
    },
  });
  return used;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
