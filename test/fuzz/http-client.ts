import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { constants, gunzipSync } from "node:zlib";
import type { FuzzAnswer } from "./judge.js";
import type { HttpRequest } from "./requests.js";

/** Milliseconds after which a response counts as lost. */
export const answerTimeoutMs = 30_000;
/** Milliseconds after which an idle stream is closed. */
const streamMs = 15;
/** Bytes of a response that are kept; the rest is discarded. */
const keptBytes = 20_000_000;

export interface HttpClient {
  send(request: HttpRequest): Promise<FuzzAnswer>;
  close(): void;
}

/** Sends requests over keep-alive connections. Never rejects. */
export function createHttpClient(origin: string, connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(origin);

  const send = (request: HttpRequest) =>
    new Promise<FuzzAnswer>((resolve) => {
      const { method, path, body, chunked, leavesAfterMs } = request;
      const headers: Record<string, string> = { ...request.headers };
      // Node frames the body of no method by default that usually has none, such as OPTIONS.
      if (body && chunked) headers["transfer-encoding"] = "chunked";
      else if (body) headers["content-length"] = String(body.length);
      let settled = false;
      const settle = (answer: FuzzAnswer) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        clearTimeout(leaving);
        resolve(answer);
      };
      const fail = (failure: string) => settle({ status: undefined, contentType: "", body: "", failure });
      const sent = httpRequest({ agent, host: hostname, port, method, path, headers }, (response) =>
        readResponse(response, settle, fail),
      );
      const timer = setTimeout(() => {
        fail(`lost: no answer in ${answerTimeoutMs / 1_000} s`);
        sent.destroy();
      }, answerTimeoutMs);
      const leave = () => {
        settle({ status: undefined, contentType: "", body: "", left: true });
        sent.destroy();
      };
      const leaving = leavesAfterMs === undefined ? undefined : setTimeout(leave, leavesAfterMs);
      sent.on("error", (error: NodeJS.ErrnoException) =>
        fail(`disconnected: ${error.code ?? error.message}`),
      );
      if (!body) sent.end();
      else if (!chunked) sent.end(body);
      else {
        const middle = body.length >> 1;
        sent.write(body.subarray(0, middle));
        sent.end(body.subarray(middle));
      }
    });
  return { send, close: () => agent.destroy() };
}

function readResponse(
  response: IncomingMessage,
  settle: (answer: FuzzAnswer) => void,
  fail: (failure: string) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const contentType = response.headers["content-type"] ?? "";
  const finish = () => {
    const body = Buffer.concat(chunks);
    const zipped = body.length > 0 && response.headers["content-encoding"] === "gzip";
    const text = zipped ? gunzip(body) : body.toString();
    settle({ status: response.statusCode, contentType, body: text });
  };
  const streams = response.statusCode === 200 && /event-stream|multipart\/mixed/.test(contentType);
  if (streams)
    setTimeout(() => {
      finish();
      response.destroy();
    }, streamMs);
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= keptBytes) chunks.push(chunk);
  });
  response.on("end", finish);
  response.on("error", (error: NodeJS.ErrnoException) => fail(`cut: ${error.code ?? error.message}`));
}

/** A stream that was cut or a response with a wrong encoding becomes a text that no judge accepts as JSON. */
function gunzip(body: Buffer): string {
  try {
    return gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  } catch (error) {
    return `not gzip: ${String(error)}`;
  }
}
