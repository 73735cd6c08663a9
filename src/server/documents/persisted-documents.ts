import { GraphQLError } from "graphql";
import { z } from "zod";
import { AutomaticDocuments } from "./automatic-documents.js";
import { hashOf, hashPrefix } from "./document-hash.js";

// A client may send the ID of a document in place of the document: `documentId` as in GraphQL over HTTP, or the hash of Apollo's
// automatic persisted queries.

/** Parameters of a request that say which document it executes. */
export interface DocumentParameters {
  readonly query?: string | undefined;
  /** A string, or invalid. */
  readonly documentId?: unknown;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The documents of the operator. */
export interface Manifest {
  /** By ID. */
  readonly manifest: ReadonlyMap<string, string>;
  /** Whether only they are accepted, except from writers. */
  readonly isExclusive: boolean;
}

export const noManifest: Manifest = { manifest: new Map(), isExclusive: false };

export interface PersistedDocumentsOptions extends Manifest {
  /** Documents of the server itself, by hash. */
  readonly own?: ReadonlyMap<string, string>;
  /** Total size of the documents that clients have sent with their hash; 0 for none. */
  readonly automaticBytes: number;
}

/** The document of a request. */
export interface Found {
  readonly text: string;
  /** The hash sent with the text; a valid document is kept under it. */
  readonly hash?: string | undefined;
}

/** The ID of a document in a request. */
interface DocumentId {
  /** IDs that the manifest may have it under. */
  readonly names: readonly string[];
  /** Undefined if it is not a hash. */
  readonly hash: string | undefined;
  /** Whether it was sent as Apollo's clients do, which react to certain messages. */
  readonly isApollo: boolean;
}

/** @see https://www.apollographql.com/docs/apollo-server/performance/apq */
const apolloExtension = z.object({ version: z.literal(1), sha256Hash: z.string().min(1) });

/** Finds the documents of requests: sent, or persisted before. */
export class PersistedDocuments {
  readonly #manifest = new Map<string, string>();
  readonly #own: ReadonlyMap<string, string>;
  readonly #isExclusive: boolean;
  readonly #automatic: AutomaticDocuments | undefined;

  constructor({ manifest, isExclusive, own = new Map(), automaticBytes }: PersistedDocumentsOptions) {
    this.#own = own;
    for (const text of manifest.values()) this.#manifest.set(hashPrefix + hashOf(text), text);
    for (const [id, text] of manifest) this.#manifest.set(id, text);
    this.#isExclusive = isExclusive;
    if (automaticBytes > 0 && !isExclusive) this.#automatic = new AutomaticDocuments(automaticBytes);
  }

  /**
   * @param isWriter whether the client has the write token
   * @throws GraphQLError
   */
  find(request: DocumentParameters, isWriter: boolean): Found {
    const id = idOf(request);
    const acceptsText = isWriter || !this.#isExclusive;
    if (id === undefined) {
      if (request.query === undefined) throw invalid(noQuery);
      if (!acceptsText) throw onlyPersisted();
      return { text: request.query };
    }
    // WebSocket clients send an empty one.
    const query = request.query === "" ? undefined : request.query;
    const listed = this.#listed(id);
    if (listed !== undefined && (query ?? listed) === listed) return { text: listed };
    if (query === undefined) {
      const kept = this.#kept(id);
      if (kept === undefined) throw this.#notFound(id);
      return { text: kept };
    }
    if (id.hash === undefined) throw invalid("Send either `query` or `documentId`, unless it is the hash.");
    if (query !== this.#kept(id) && hashOf(query) !== id.hash) throw mismatch();
    if (!acceptsText) throw onlyPersisted();
    return { text: query, hash: this.#automatic && id.hash };
  }

  /** Keeps a valid document that a client has sent with its hash. */
  keep({ text, hash }: Found, client: string): void {
    if (hash !== undefined) this.#automatic?.add(hash, text, client);
  }

  /** A document of the manifest, or of the server. */
  #listed({ names }: DocumentId): string | undefined {
    for (const name of names) {
      const text = this.#manifest.get(name) ?? this.#own.get(name);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** A document that a client has sent. */
  #kept({ hash }: DocumentId): string | undefined {
    return hash === undefined ? undefined : this.#automatic?.get(hash);
  }

  #notFound({ isApollo }: DocumentId): GraphQLError {
    if (!isApollo) {
      const message = `${unknownId} ${this.#isExclusive ? addToManifest : sendQuery}`;
      return failure("PERSISTED_QUERY_NOT_FOUND", message, { status: 404, spec: true });
    }
    // Apollo's clients then send the text with the hash, or never a hash again.
    return this.#automatic === undefined && this.#manifest.size === 0
      ? failure("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported", { status: 200 })
      : failure("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", { status: 200 });
  }
}

/** @throws GraphQLError */
function idOf({ documentId, extensions }: DocumentParameters): DocumentId | undefined {
  const apollo = extensions?.["persistedQuery"] ?? undefined;
  if (documentId !== undefined && documentId !== null) {
    if (apollo !== undefined) throw invalid("Send either `documentId` or `extensions.persistedQuery`.");
    if (typeof documentId !== "string") throw invalid("Invalid parameter `documentId`: expected a string.");
    const hash = documentId.startsWith(hashPrefix) ? documentId.slice(hashPrefix.length) : undefined;
    return { names: [documentId], hash, isApollo: false };
  }
  if (apollo === undefined) return undefined;
  const { data } = apolloExtension.safeParse(apollo);
  if (data === undefined)
    throw invalid(
      "Invalid parameter `extensions.persistedQuery`: expected the `version` 1 and a `sha256Hash`.",
    );
  const { sha256Hash: hash } = data;
  return { names: [hash, hashPrefix + hash], hash, isApollo: true };
}

const noQuery =
  "The request has no query. Send GraphQL text as the parameter `query`, or the ID of a persisted document as `documentId`.";
const unknownId = "The server has no document with this `documentId`.";
const sendQuery = "Send the document as `query`.";
const addToManifest = "It accepts only the documents in its manifest. Add the document to it.";

function invalid(message: string): GraphQLError {
  return failure("INVALID_REQUEST", message, { status: 400 });
}

function onlyPersisted(): GraphQLError {
  return failure(
    "PERSISTED_QUERY_ONLY",
    "This server accepts only the documents in its manifest. Send the `documentId` of one.",
    { status: 400, spec: true },
  );
}

function mismatch(): GraphQLError {
  return failure(
    "PERSISTED_QUERY_MISMATCH",
    "The hash is not the SHA-256 of `query`. Expected the lower-case hexadecimal hash of its UTF-8 bytes.",
    { status: 400 },
  );
}

/** @param http status of the response; with `spec`, only of `application/graphql-response+json` */
function failure(code: string, message: string, http: { status: number; spec?: boolean }): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http } });
}
