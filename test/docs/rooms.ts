/** Rooms of `src`: what is in each, and what each may import; `types` stands for "types only". */
export const rooms: Readonly<Record<string, { holds: string; imports: Record<string, "all" | "types"> }>> = {
  commands: {
    holds: "the commands: `serve`, `ingest`, `poll`, `export`, `forget`, `migrate`",
    imports: {
      async: "all",
      config: "all",
      db: "all",
      domain: "all",
      events: "all",
      ingest: "all",
      notify: "all",
      poll: "all",
      schema: "all",
      server: "all",
      site: "all",
    },
  },
  server: {
    holds:
      "HTTP, WebSocket and server-sent events; costs, budgets, turns and other limits; delivery of events",
    imports: {
      async: "all",
      plan: "all",
      schema: "all",
      site: "all",
      domain: "all",
      text: "all",
      db: "types",
      events: "types",
    },
  },
  plan: {
    holds: "queries compiled to one SQL statement that returns the response as JSON",
    imports: { schema: "all", domain: "all", text: "all", db: "types" },
  },
  schema: {
    holds: "the GraphQL schema: types, arguments, prices of fields, resolvers",
    imports: { domain: "all", text: "all", db: "types", events: "types" },
  },
  site: {
    holds: "pages and feeds as functions of data; filters in addresses; scripts for browsers",
    imports: { domain: "all", text: "all" },
  },
  notify: {
    holds: "what sends papers to those who wait for them: the dispatcher of events, webhooks, mail",
    imports: { async: "all", domain: "all", text: "all", db: "types", events: "types" },
  },
  poll: {
    holds: "the poller of Daily Papers: schedule, requests",
    imports: { async: "all", ingest: "all", domain: "all", db: "types" },
  },
  ingest: {
    holds: "files: detection and readers of formats, batches, progress",
    imports: { domain: "all", search: "all", text: "all", db: "types" },
  },
  domain: {
    holds:
      "papers, authors, organizations, statistics, trending: everything that reads and writes their tables",
    imports: { db: "types", events: "all", search: "all", text: "all" },
  },
  search: {
    holds: "search documents, BM25, statistics of terms",
    imports: { text: "all", db: "types" },
  },
  text: { holds: "texts without a database: analyzer, search queries, TeX, arXiv IDs", imports: {} },
  events: { holds: "the event log: outbox, log, feed", imports: { async: "all", db: "types" } },
  db: {
    holds: "connections, transactions, migrations, leader election, the embedded PostgreSQL",
    imports: { async: "all" },
  },
  async: { holds: "waits that a signal ends, retries", imports: {} },
};

/** Rooms within rooms: what is in each, and what each may import of its siblings. */
export const innerRooms: Readonly<
  Record<string, Readonly<Record<string, { holds: string; imports: readonly string[] }>>>
> = {
  domain: {
    values: {
      holds: "dates, folded keys, global IDs, levels, arXiv IDs, errors of input, an LRU cache",
      imports: [],
    },
    concurrency: { holds: "semaphore, once", imports: [] },
    sources: { holds: "sources, bookmarks of files, polled days", imports: [] },
    sql: { holds: "rows as parameters, COPY, merging words into indexes", imports: [] },
    interchange: {
      holds: "what a source states of a paper, checked; export; trust",
      imports: ["sql", "values"],
    },
    lists: { holds: "pages, cursors, search of names", imports: ["values"] },
    batch: {
      holds: "a batch of papers: the writers' lock, identity, merging",
      imports: ["interchange", "values"],
    },
    keys: { holds: "keys of objects in global IDs, and finding objects by them", imports: ["values"] },
    catalog: {
      holds: "lists of papers, authors, organizations and keywords; filters; suggestions",
      imports: ["interchange", "lists", "sql", "values"],
    },
    stats: { holds: "`paperStats`, `rising`", imports: ["catalog", "concurrency", "lists", "values"] },
    graph: {
      holds: "co-authors, collaborators, paths, graphs",
      imports: ["catalog", "lists", "stats", "values"],
    },
    trending: { holds: "scores, boards, rankings", imports: ["catalog", "lists", "sql", "values"] },
    related: {
      holds: "papers related to a paper or a text: candidates, scores, reasons",
      imports: ["catalog", "lists", "values"],
    },
    live: {
      holds: "what subscriptions wait for, and their cursors",
      imports: ["catalog", "lists", "related", "trending", "values"],
    },
    watches: {
      holds: "watches, the papers they wait for, and deliveries",
      imports: ["catalog", "keys", "lists", "live", "sql", "trending", "values"],
    },
    derived: {
      holds: "everything that follows from papers, refreshed with them",
      imports: ["batch", "interchange", "lists", "sql", "trending", "values"],
    },
    recording: {
      holds: "storing papers and upvotes; bulk loads",
      imports: ["batch", "derived", "interchange", "keys", "lists", "sources", "sql", "values"],
    },
    upkeep: {
      holds:
        "new search documents and keys after an update; stale months and boards; merging and removing papers",
      imports: [
        "batch",
        "derived",
        "interchange",
        "recording",
        "sources",
        "sql",
        "trending",
        "values",
        "watches",
      ],
    },
  },
  server: {
    limits: { holds: "resource limits; sizes of texts; turns of the event loop", imports: [] },
    clients: { holds: "what clients share: budgets, turns of operations, statements", imports: [] },
    cost: { holds: "costs of operations, from the prices of fields", imports: [] },
    cache: {
      holds: "responses of the current version of the data; equal questions at the same time",
      imports: [],
    },
    documents: { holds: "persisted documents; parsing and validation in bounded time", imports: ["limits"] },
    live: { holds: "channels, delivery, limits on subscriptions, streams over HTTP", imports: ["limits"] },
    admission: {
      holds: "what an operation passes before it runs; Yoga's plugins and context",
      imports: ["clients", "cost", "documents", "limits", "live"],
    },
    http: {
      holds: "connections, requests, responses, GraphiQL, pages; error codes",
      imports: ["admission", "cache", "documents", "limits", "live"],
    },
    websocket: {
      holds: "WebSocket connections and their messages",
      imports: ["admission", "http", "limits", "live"],
    },
  },
  site: {
    address: { holds: "filters of papers in the query string of an address", imports: [] },
    documents: { holds: "GraphQL documents of the pages", imports: [] },
    generated: { holds: "the same with types, written by `npm run codegen`", imports: ["documents"] },
    routing: {
      holds: "what a route is, and what goes wrong with addresses",
      imports: ["documents", "generated"],
    },
    parts: {
      holds: "parts of several pages: papers, filters, dates, numbers, links",
      imports: ["address", "documents", "generated", "routing"],
    },
    charts: { holds: "charts as SVG, each with its numbers as a table", imports: ["parts"] },
    feeds: {
      holds: "feeds of any filter, as Atom, RSS and JSON Feed; lists of feeds",
      imports: ["address", "generated", "parts", "routing"],
    },
    layout: {
      holds: "what surrounds a page: metadata, header, footer",
      imports: ["generated", "parts", "routing"],
    },
    pages: {
      holds: "pages, each with the data it asks for",
      imports: ["address", "charts", "documents", "generated", "layout", "parts", "routing"],
    },
    exports: {
      holds: "papers as CSV and BibTeX",
      imports: ["address", "generated", "pages", "parts", "routing"],
    },
    mail: {
      holds: "pages to subscribe to emails, and those that links in emails open",
      imports: ["address", "feeds", "parts", "routing"],
    },
    client: { holds: "scripts for browsers, compiled separately", imports: [] },
  },
  schema: {
    builder: { holds: "Pothos, scalars, IDs, loaders, prices", imports: [] },
    papers: { holds: "papers, their filters, related papers, trending", imports: ["builder"] },
    stats: { holds: "`paperStats`, `rising`", imports: ["builder", "papers"] },
    entities: { holds: "authors, organizations, keywords, sources", imports: ["builder", "papers"] },
    live: { holds: "subscriptions", imports: ["builder", "papers", "stats"] },
    watches: { holds: "watches and deliveries", imports: ["builder", "papers"] },
    writing: { holds: "mutations of papers and upvotes", imports: ["builder", "papers"] },
  },
};
