/** The response to a request. */
export interface FuzzAnswer {
  /** Status of the HTTP response, or close code of the WebSocket. */
  readonly status: number | undefined;
  readonly contentType: string;
  readonly body: string;
  /** Why there is no response: `lost` after 30 seconds, or the error of the connection. */
  readonly failure?: string;
  /** Whether the client did not wait for it. */
  readonly left?: boolean;
}

/** Outcome of a response: a short label to count by, and its defect, if any. */
export interface Judgement {
  readonly outcome: string;
  readonly problem?: string;
}

interface ErrorLike {
  readonly message?: unknown;
  readonly extensions?: { readonly code?: unknown };
}

const stackTrace = /\n\s+at .{1,300}:\d+:\d+|node_modules\/|\bfile:\/\/\//;
/** Close codes that are the server's fault or violate the protocol. */
const badCloses = new Set([1006, 1011]);

export function judgeHttp(method: string, answer: FuzzAnswer): Judgement {
  const { status, contentType, body, failure, left } = answer;
  if (left) return { outcome: "left" };
  if (failure !== undefined) return { outcome: failure, problem: failure };
  // The GraphiQL page contains third-party code.
  const general = contentType.startsWith("text/html") ? undefined : judgeText(body);
  if (general) return { outcome: `${status}`, problem: `${status}: ${general}` };
  // These have no body by definition.
  if (method === "HEAD" || status === 204 || status === 304 || status === 302)
    return { outcome: `${status}` };
  if (status === 200 && /text\/html|event-stream|multipart\/mixed/.test(contentType))
    return { outcome: `200 ${contentType.split(";", 1)[0]}` };
  // Pages refuse in text, to a client that does not accept HTML.
  if (contentType.startsWith("text/plain") && (status ?? 0) >= 400 && (status ?? 0) < 500 && body !== "")
    return { outcome: `${status} text` };
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return {
      outcome: `${status}`,
      problem: `${status}: the body is not JSON but ${body === "" ? "empty" : contentType || "untyped"}`,
    };
  }
  const [code, problem] = judgeResult(parsed);
  const outcome = code === undefined ? `${status}` : `${status} ${code}`;
  if (problem) return { outcome, problem: `${status}: ${problem}` };
  const isRefused = (status === 501 || status === 503) && code !== undefined;
  if ((status ?? 0) >= 500 && !isRefused && !/"status":"unavailable"/.test(body))
    return { outcome, problem: `status ${status}` };
  if ((status ?? 0) >= 400 && code === undefined)
    return { outcome, problem: `${status} without an error code` };
  return { outcome };
}

/** Judges the messages of an operation over a WebSocket, one JSON text per line. */
export function judgeMessages({ status, body, failure }: FuzzAnswer): Judgement {
  if (failure !== undefined) return { outcome: failure, problem: failure };
  const general = judgeText(body);
  if (general) return { outcome: "ws", problem: `WebSocket: ${general}` };
  if (status !== undefined)
    return badCloses.has(status)
      ? { outcome: `ws closed ${status}`, problem: `WebSocket closed ${status}: ${body.slice(0, 80)}` }
      : { outcome: `ws closed ${status}` };
  const message = JSON.parse(body === "" ? "{}" : body) as { type?: string; payload?: unknown };
  const result = message.type === "error" ? { errors: message.payload } : (message.payload ?? {});
  const [code, problem] = judgeResult(result);
  const outcome = `ws ${message.type ?? "subscribed"}${code === undefined ? "" : ` ${code}`}`;
  return problem ? { outcome, problem: `WebSocket: ${problem}` } : { outcome };
}

function judgeText(body: string): string | undefined {
  if (body.includes("INTERNAL_SERVER_ERROR")) return "INTERNAL_SERVER_ERROR";
  return stackTrace.test(body) ? "a stack trace" : undefined;
}

/** The first error's code, and any defect in the shape of the result. */
function judgeResult(result: unknown): [code: string | undefined, problem: string | undefined] {
  const { errors } = (typeof result === "object" && result !== null ? result : {}) as { errors?: unknown };
  if (errors === undefined) return [undefined, undefined];
  if (!Array.isArray(errors) || errors.length === 0) return [undefined, "`errors` is not a list of errors"];
  for (const { message, extensions } of errors as ErrorLike[]) {
    if (typeof message !== "string") return [undefined, "an error has no message"];
    if (typeof extensions?.code !== "string")
      return [undefined, `an error has no code: ${message.slice(0, 40)}`];
  }
  return [String((errors as ErrorLike[])[0]?.extensions?.code), undefined];
}
