import type { ComponentChildren } from "preact";
import type { SiteDocument } from "../documents/site-document.js";
import type { FreshnessFragment } from "../generated/documents.js";

/** Executes an operation as the client that asks. Rejects if it has errors. */
export type Ask = <Data, Variables>(
  document: SiteDocument<Data, Variables>,
  variables: Variables,
) => Promise<Data>;

/** A request by GET. */
export interface SiteRequest {
  readonly path: string;
  /** What follows the part of the path that the route names, decoded. */
  readonly rest: string;
  readonly query: URLSearchParams;
  /** Scheme and host of permanent addresses. */
  readonly origin: string;
  readonly now: Date;
}

/** Another form of a page: a feed, or a file. */
export interface Alternate {
  readonly type: string;
  readonly title: string;
  readonly address: string;
}

export interface Page {
  readonly title: string;
  readonly description: string;
  /** The permanent address: path and query string. */
  readonly address: string;
  readonly body: ComponentChildren;
  /** When the data were read. */
  readonly freshness?: FreshnessFragment | undefined;
  readonly alternates?: readonly Alternate[];
  /** A thing of schema.org that the page describes. */
  readonly jsonLd?: Readonly<Record<string, unknown>>;
  /** Type of OpenGraph; defaults to `website`. */
  readonly kind?: "article" | "profile";
  /** What was searched for, in the search box. */
  readonly search?: string;
}

/** What is not a page, such as a feed. */
export interface TextFile {
  readonly contentType: string;
  readonly text: string;
  /** The name under which browsers save it instead of showing it. */
  readonly fileName?: string;
  /** For clients that ask whether it has changed since a time. */
  readonly lastModified?: Date;
  /** URL of the file that continues this one. */
  readonly next?: string;
}

export interface Route {
  /** A whole path, `/papers`, or the beginning of some, `/paper/*`. */
  readonly path: string;
  /** Whether problems are reported as pages or as plain text. */
  readonly answers: "pages" | "text";
  /** @throws NotFound, Moved, InputError for an address with a mistake */
  readonly show: (request: SiteRequest, ask: Ask) => Promise<Page | TextFile>;
}
