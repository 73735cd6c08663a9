import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as sendHttp } from "node:http";
import { Agent as HttpsAgent, request as sendHttps } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "../../domain/watches/webhooks/public-address.js";
import { publicLookup, RefusedAddress } from "./guarded-lookup.js";

/** A response, with the start of its body. */
export interface WebhookResponse {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

export interface WebhookClient {
  /** POSTs JSON. @throws Error without a response, or for an address that is not allowed */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<WebhookResponse>;
  close(): void;
}

export interface ClientOptions {
  /** Whether addresses of private networks are allowed. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  readonly connectionsPerHost: number;
}

/** Bytes of a response, with its headers, after which the connection is closed, and characters of its body that are kept. */
const [maxBytes, maxTextLength] = [64_000, 200];

/** Sends webhooks over connections that are reused. Does not follow redirects. */
export function createWebhookClient({
  allowPrivate,
  timeoutMs,
  connectionsPerHost,
}: ClientOptions): WebhookClient {
  const options = {
    keepAlive: true,
    keepAliveMsecs: 1_000,
    maxSockets: connectionsPerHost,
    maxFreeSockets: connectionsPerHost,
    // Below the timeouts of common servers, which otherwise close a connection while it is used again.
    timeout: 4_000,
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  return {
    async post(address, headers, body, signal) {
      const url = new URL(address);
      const host = url.hostname.replace(/^\[|\]$/g, "");
      // Node resolves no literal address.
      if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw new RefusedAddress(host);
      if (!allowPrivate && url.protocol !== "https:") throw new Error("Webhooks are sent by https only.");
      const [send, agent] = url.protocol === "https:" ? [sendHttps, agents.https] : [sendHttp, agents.http];
      const deadline = performance.now() + timeoutMs;
      const attempt = async (isAgain: boolean): Promise<WebhookResponse> => {
        const request = send(url, {
          method: "POST",
          agent,
          signal,
          headers: {
            ...headers,
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            "user-agent": "papergraph-webhooks",
          },
        });
        // AbortSignal.any would keep a reference of each request as long as `signal` exists.
        const timer = setTimeout(
          () => request.destroy(new Error(`No response within ${timeoutMs / 1_000} s.`)),
          deadline - performance.now(),
        );
        try {
          return await responseOf(request, body);
        } catch (error) {
          // The receiver has closed the connection while it was idle.
          if (request.reusedSocket && !isAgain && (error as NodeJS.ErrnoException).code === "ECONNRESET")
            return attempt(true);
          throw error;
        } finally {
          clearTimeout(timer);
        }
      };
      return attempt(false);
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** The status counts as soon as it is known: a receiver that does not complete its response has got the webhook. */
function responseOf(request: ClientRequest, body: string): Promise<WebhookResponse> {
  return new Promise((resolve, reject) => {
    let [finish, bytesBefore] = [reject, 0];
    const isLong = () => (request.socket?.bytesRead ?? 0) - bytesBefore > maxBytes;
    request.on("error", (error) => finish(error));
    request.on("close", () => finish(new Error("The connection was closed without a response.")));
    request.on("socket", (socket) => {
      bytesBefore = socket.bytesRead;
      // Idle sockets time out; those in use have the timeout of the request.
      socket.setTimeout(0);
    });
    request.on("information", () => {
      if (isLong()) request.destroy(new Error(`No final response within ${maxBytes} bytes.`));
    });
    request.on("response", (response: IncomingMessage) => {
      let text = "";
      const { statusCode: status = 0, headers } = response;
      finish = () => resolve({ status, retryAfter: headers["retry-after"], text });
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text = (text + chunk).slice(0, maxTextLength);
        if (isLong()) response.destroy();
      });
      response.on("error", () => finish());
      response.on("close", () => finish());
    });
    request.end(body);
  });
}
