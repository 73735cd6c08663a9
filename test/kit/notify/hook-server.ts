import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { Inbox } from "../live/inbox.js";

/** What tests read of a payload. */
export interface HookData {
  readonly watch: string;
  readonly cursor: string;
  readonly paper: { readonly title: string };
}

/** A webhook as received. */
export interface Hook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly id: string;
  readonly body: string;
  readonly payload: {
    type: string;
    timestamp: string;
    data: HookData;
  };
}

/** A receiver of webhooks. */
export interface HookServer {
  readonly url: string;
  readonly hooks: Inbox<Hook, never>;
  /** Number of connections so far. */
  connections(): number;
  close(): Promise<void>;
}

/** @param respond responds to a webhook; 204 by default */
export async function startHookServer(
  respond: (hook: Hook, response: ServerResponse) => void = (_hook, response) =>
    response.writeHead(204).end(),
): Promise<HookServer> {
  const hooks = new Inbox<Hook, never>();
  let connections = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const hook = {
      path: request.url ?? "",
      headers: request.headers,
      id: String(request.headers["webhook-id"]),
      body,
      payload: JSON.parse(body),
    };
    hooks.put(hook);
    respond(hook, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hooks,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Verifies the signature with the reference library. @throws Error for an invalid one */
export function verify(secret: string, { headers, body }: Hook): void {
  new Webhook(secret).verify(body, headers as Record<string, string>);
}
