import { SearchBox } from "../layout/header.js";
import type { Similar } from "../routing/problems.js";
import type { Page } from "../routing/route.js";
import { Ranking } from "./entities/entity-parts.js";

/** What went wrong, and what to do. */
export interface Problem {
  readonly status: number;
  readonly message: string;
  readonly similar?: readonly Similar[] | undefined;
}

const titles: Readonly<Record<number, string>> = {
  400: "There is a mistake in this URL",
  403: "This link does not work",
  404: "Page not found",
  429: "Too many requests",
  503: "papergraph is unavailable",
};

export function problemPage({ status, message, similar = [] }: Problem, address: string): Page {
  const title = titles[status] ?? "Something went wrong";
  return {
    title: `${title} · papergraph`,
    description: message,
    address,
    body: (
      <section class="problem">
        <p class="status">{status}</p>
        <h1>{title}</h1>
        <p>{message}</p>
        <Ranking title="Did you mean" entries={similar} />
        {status < 500 && <SearchBox isLarge />}
        <p>
          <a href="/">Trending papers</a> or <a href="/papers">all papers</a>
        </p>
      </section>
    ),
  };
}
