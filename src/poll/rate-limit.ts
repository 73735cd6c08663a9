/** Milliseconds that a server asks to be left alone; the longest that is believed. */
const maxPause = 3_600_000;
/** The share of a quota at which it is time to wait for the next one, before the server refuses. */
const reserve = 0.05;

/**
 * How long a server asks to wait: `Retry-After`, as seconds or as a date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds; undefined where it does not say
 */
export function retryAfter(headers: Headers, now: Date): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (!text) return undefined;
  const pause = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isNaN(pause) ? undefined : bounded(pause);
}

/**
 * How long to wait so that a quota lasts: until it is renewed where hardly anything of it is left. Understands the fields
 * of draft-ietf-httpapi-ratelimit-headers in its newer form (`RateLimit: "api";r=4;t=30` with `RateLimit-Policy:
 * "api";q=500;w=300`), its older one (`RateLimit: limit=500, remaining=4, reset=30`), and single fields
 * (`RateLimit-Remaining`, `X-RateLimit-Remaining`).
 *
 * @returns milliseconds; 0 where there is no need
 */
export function quotaPause(headers: Headers): number {
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

function bounded(pause: number): number {
  return Math.min(Math.max(pause, 0), maxPause);
}
