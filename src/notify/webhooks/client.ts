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
  /** POSTs JSON. @throws Error without a complete response, or for an address that is not allowed */
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

/** Bytes of a response body that are read before the connection is closed, and characters of it that are kept. */
const [maxBodyBytes, maxTextLength] = [64_000, 200];

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
      const timeout = AbortSignal.timeout(timeoutMs);
      const [send, agent] = url.protocol === "https:" ? [sendHttps, agents.https] : [sendHttp, agents.http];
      const attempt = async (isAgain: boolean): Promise<WebhookResponse> => {
        const request = send(url, {
          method: "POST",
          agent,
          signal: AbortSignal.any([signal, timeout]),
          headers: {
            ...headers,
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            "user-agent": "papergraph-webhooks",
          },
        });
        try {
          return await responseOf(request, body);
        } catch (error) {
          if (timeout.aborted) throw new Error(`No response within ${timeoutMs / 1_000} s.`);
          // The receiver has closed the connection while it was idle.
          if (request.reusedSocket && !isAgain && (error as NodeJS.ErrnoException).code === "ECONNRESET")
            return attempt(true);
          throw error;
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

function responseOf(request: ClientRequest, body: string): Promise<WebhookResponse> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    // Idle sockets time out; those in use have the timeout of the request.
    request.on("socket", (socket) => socket.setTimeout(0));
    request.on("response", (response: IncomingMessage) => {
      let [bytes, text] = [0, ""];
      const finish = () =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], text });
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        bytes += chunk.length;
        text = (text + chunk).slice(0, maxTextLength);
        if (bytes <= maxBodyBytes) return;
        finish();
        response.destroy();
      });
      response.on("end", finish);
      response.on("error", reject);
      response.on("close", () => reject(new Error("The connection was closed within the response.")));
    });
    request.end(body);
  });
}
