import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from "graphql";
import { LruCache } from "../../text/lru-cache.js";
import { shapeOf } from "../limits/text-shape.js";
import { type Advisor, advisorFor } from "./advice.js";
import { depthRule } from "./depth-rule.js";
import { noIntrospection } from "./introspection-rule.js";
import { keepLocations } from "./locations.js";
import { namesRule } from "./names-rule.js";
import { repetitionRule } from "./repetition-rule.js";

/** Maximum nesting of brackets; parsing and validation are recursive. */
const maxNesting = 200;
/** Maximum number of validation errors in a response, plus one that says that there are more. */
const maxErrors = 8;

export interface DocumentsOptions {
  readonly schema: GraphQLSchema;
  readonly maxTokens: number;
  /** Maximum size of the cache of valid documents. */
  readonly cacheBytes: number;
  /** Whether introspection is enabled. */
  readonly introspection: boolean;
}

/** Bytes per token of a parsed document and of its prices, measured on documents of many shapes. */
const bytesPerToken = 300;

/** Parses and validates documents, and caches the valid ones. */
export class Documents {
  readonly #options: DocumentsOptions;
  readonly #rules: readonly ValidationRule[];
  readonly #advise: Advisor;
  readonly #cache: LruCache<DocumentNode>;

  constructor(options: DocumentsOptions) {
    this.#options = options;
    this.#rules = [
      ...specifiedRules,
      namesRule,
      depthRule,
      ...(options.introspection ? [] : [noIntrospection]),
    ];
    this.#advise = advisorFor(options.schema, options.introspection);
    this.#cache = new LruCache<DocumentNode>(options.cacheBytes, sizeOf);
  }

  /** A cached document. */
  cached(text: string): DocumentNode | undefined {
    return this.#cache.get(text);
  }

  /** @returns the document, or its errors */
  prepare(text: string): DocumentNode | readonly GraphQLError[] {
    try {
      const document = this.#parse(text);
      const errors = this.#validate(document);
      if (errors.length > 0) {
        for (const error of errors) error.message = this.#advise(error.message);
        return errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
      }
      this.#cache.set(text, document);
      return document;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return [withCode(error, "GRAPHQL_PARSE_FAILED")];
    }
  }

  /** Checks repetitions first: comparing all pairs of fields with the same name takes longest. */
  #validate(document: DocumentNode): readonly GraphQLError[] {
    const { schema } = this.#options;
    const repetitions = validate(schema, document, [repetitionRule], { maxErrors });
    return repetitions.length > 0 ? repetitions : validate(schema, document, this.#rules, { maxErrors });
  }

  /** @throws GraphQLError QUERY_TOO_DEEP, QUERY_TOO_LARGE, or a syntax error */
  #parse(text: string): DocumentNode {
    const { maxTokens } = this.#options;
    const { depth } = shapeOf(text, "graphql", { depth: maxNesting, values: Number.POSITIVE_INFINITY });
    if (depth > maxNesting)
      throw new GraphQLError(
        `Brackets in the document nest more than ${maxNesting} levels deep. Flatten it, or use variables.`,
        { extensions: { code: "QUERY_TOO_DEEP" } },
      );
    try {
      return keepLocations(parse(text, { maxTokens }), text);
    } catch (error) {
      // The parser's error has no code for this.
      if (!(error instanceof GraphQLError) || !error.message.includes("Parsing aborted")) throw error;
      throw new GraphQLError(
        `The document has more than ${maxTokens} tokens (names, values and punctuation). Use fragments and variables, or send several requests.`,
        { extensions: { code: "QUERY_TOO_LARGE" } },
      );
    }
  }
}

/** Adds a code, and status 400 for clients that support it (`http/responses/result.ts`). */
function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions["code"] ??= code;
  error.extensions["http"] ??= { status: 400, spec: true };
  return error;
}

/** Bytes in memory. */
function sizeOf(document: DocumentNode, text: string): number {
  return 2 * text.length + bytesPerToken * (document.tokenCount ?? text.length);
}
