import { createHash } from "node:crypto";
import { type ArgumentNode, type DocumentNode, getOperationAST, Kind, print, visit } from "graphql";
import { sortKeys } from "../../domain/values/canonical-json.js";
import type { Operation } from "./answering.js";

/**
 * What tells subscriptions apart that cannot share their answers: the document, which holds one operation, and the variables.
 * Where a subscriber begins (`after`) makes no difference to later payloads, so that one that resumes shares with those
 * that were there all the time. All subscribers have the same rights: those of a reader.
 *
 * A hash, because it is kept as long as the subscription, and texts and variables may be long.
 */
export function sharingKey({ document, operationName, variables }: Operation): string {
  const { hash, start } = described(document, operationName);
  const { [start ?? ""]: _start, ...shared } = variables ?? {};
  return hashOf(JSON.stringify([hash, operationName ?? null, shared], sortKeys));
}

interface Description {
  /** Of the document without `after` of the subscription. */
  hash: string;
  /** The variable that says where to begin, and nothing else. */
  start: string | undefined;
}

/** The same document has the same operation. */
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

/** Whether a variable stands anywhere but where it is declared. */
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
