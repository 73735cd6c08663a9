import type { OutgoingHttpHeaders } from "node:http";
import { type ErrorCode, errorCodes, type RefusalCode } from "./error-codes.js";

/** A request that is refused before GraphQL sees it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly headers: OutgoingHttpHeaders;

  constructor(code: RefusalCode, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return errorCodes[this.code].refusal;
  }
}

/** The body of a refusal, shaped like a GraphQL error so that clients show it. */
export function refusalBody({ message, code }: { message: string; code: ErrorCode }): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}
