/** Longer delays requested by the server are reduced to this. */
const maxDelayMs = 3_600_000;
/** Remaining share of the quota at which to wait for its reset. */
const reserve = 0.05;

/**
 * Parses `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds; undefined if the header is missing or invalid
 */
export function retryAfter(headers: Headers, now: Date): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (!text) return undefined;
  const delayMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isNaN(delayMs) ? undefined : bounded(delayMs);
}

/**
 * Delay until the quota is reset if little of it remains. Reads the fields of draft-ietf-httpapi-ratelimit-headers in the
 * newer form (`RateLimit: "api";r=4;t=30` with `RateLimit-Policy:
 * "api";q=500;w=300`), the older one (`RateLimit: limit=500, remaining=4, reset=30`), and single fields
 * (`RateLimit-Remaining`, `X-RateLimit-Remaining`).
 *
 * @returns milliseconds
 */
export function quotaDelay(headers: Headers): number {
  const fields = headers.get("ratelimit") ?? "";
  const single = (name: string) => headers.get(`ratelimit-${name}`) ?? headers.get(`x-ratelimit-${name}`);
  const remaining = numberIn(fields, /(?:\br|\bremaining)=(\d+)/) ?? numberIn(single("remaining"), /(\d+)/);
  const reset = numberIn(fields, /(?:\bt|\breset)=(\d+)/) ?? numberIn(single("reset"), /(\d+)/);
  const quota =
    numberIn(headers.get("ratelimit-policy"), /\bq=(\d+)/) ??
    numberIn(fields, /\blimit=(\d+)/) ??
    numberIn(single("limit"), /(\d+)/);
  if (remaining === undefined || reset === undefined) return 0;
  return remaining > Math.ceil((quota ?? 0) * reserve) ? 0 : bounded(reset * 1_000);
}

function numberIn(text: string | null, pattern: RegExp): number | undefined {
  const [, digits] = pattern.exec(text ?? "") ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function bounded(delayMs: number): number {
  return Math.min(Math.max(delayMs, 0), maxDelayMs);
}
