import { setTimeout as delay } from "node:timers/promises";
import { type TestApp, testToken } from "../server/app.js";
import { requestAs } from "../server/writing.js";

export interface Created {
  watch: { id: string };
  secret: string;
}

export interface Delivered {
  id: string;
  state: string;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  cursor: string | null;
}

/** What the owner of webhooks requests. */
export interface Watching {
  /** @throws Error for a response with errors */
  as<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  create(url: string, event?: object, filter?: object): Promise<Created>;
  /** Deliveries of a watch, oldest first, once they satisfy a condition. */
  deliveries(watch: string, holds: (all: Delivered[]) => boolean): Promise<Delivered[]>;
}

export function watchingOf(app: Pick<TestApp, "url">): Watching {
  const as = async <Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
    const { data, errors } = await requestAs<Data>(app, `Bearer ${testToken}`, query, variables);
    if (!data) throw new Error(JSON.stringify(errors));
    return data;
  };
  return {
    as,
    async create(url, event = { added: true }, filter = {}) {
      const { createWatch } = await as<{ createWatch: Created }>(
        `mutation ($event: WatchEventInput!, $filter: PaperFilter, $url: String!) {
          createWatch(event: $event, filter: $filter, channel: { webhook: { url: $url } }) { watch { id } secret }
        }`,
        { event, filter, url },
      );
      return createWatch;
    },
    async deliveries(watch, holds) {
      for (const deadline = Date.now() + 20_000; ; await delay(20)) {
        const { deliveries } = await as<{ deliveries: { nodes: Delivered[] } }>(
          `query ($watch: ID!) {
            deliveries(watch: $watch, first: 100) { nodes { id state attempts lastStatus lastError cursor } }
          }`,
          { watch },
        );
        const all = deliveries.nodes.reverse();
        if (holds(all)) return all;
        if (Date.now() > deadline) throw new Error(`It did not happen: ${JSON.stringify(all)}`);
      }
    },
  };
}
