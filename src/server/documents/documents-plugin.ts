import { type DocumentNode, GraphQLError, parse, type Source } from "graphql";
import type { Plugin } from "graphql-yoga";
import { nestingOf } from "../nesting.js";
import { depthRule } from "./depth-rule.js";
import type { DocumentCache } from "./document-cache.js";

/** Nesting of brackets; parsing and validation are recursive. */
const maxNesting = 200;

/** Parses documents up to limits on what parsing and validation take, and keeps those that are valid. */
export function documentsPlugin(cache: DocumentCache, maxTokens: number): Plugin {
  const texts = new WeakMap<DocumentNode, string>();
  return {
    onParse({ params: { source }, setParseFn, setParsedDocument }) {
      const text = textOf(source);
      const cached = cache.get(text);
      if (cached !== undefined) {
        texts.set(cached, text);
        return setParsedDocument(cached);
      }
      setParseFn(() => {
        const document = parseWithin(text, maxTokens);
        texts.set(document, text);
        return document;
      });
    },
    onValidate({ params: { documentAST }, addValidationRule, setResult }) {
      const text = texts.get(documentAST as DocumentNode);
      if (text !== undefined && cache.get(text) === documentAST) return setResult([]);
      addValidationRule(depthRule);
      return ({ valid }) => {
        if (valid && text !== undefined) cache.add(text, documentAST as DocumentNode);
      };
    },
  };
}

function textOf(source: string | Source): string {
  return typeof source === "string" ? source : source.body;
}

/** @throws GraphQLError QUERY_TOO_DEEP, QUERY_TOO_LARGE, or a syntax error */
function parseWithin(text: string, maxTokens: number): DocumentNode {
  if (nestingOf(text, "graphql", maxNesting) > maxNesting)
    throw refused(
      "QUERY_TOO_DEEP",
      `The document nests brackets more than ${maxNesting} deep. Flatten it, or use variables.`,
    );
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    // The parser has no code for this.
    if (!(error instanceof GraphQLError) || !error.message.includes("Parsing aborted")) throw error;
    throw refused(
      "QUERY_TOO_LARGE",
      `The document has more than ${maxTokens} tokens (names, values and punctuation). Use fragments and variables, or send several requests.`,
    );
  }
}

function refused(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}
