import { createHash, timingSafeEqual } from "node:crypto";
import type { WriteAccess } from "../schema/builder/context.js";

/** Whether a request with this `Authorization` header may write. Compares tokens in constant time. */
export function accessOf(authorization: string | null | undefined, token: string | undefined): WriteAccess {
  if (token === undefined) return "off";
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (given === undefined) return "missing";
  return timingSafeEqual(digest(given), digest(token)) ? "granted" : "refused";
}

/** `timingSafeEqual` requires equal lengths. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
