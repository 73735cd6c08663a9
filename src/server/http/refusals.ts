import type { OutgoingHttpHeaders } from "node:http";
import { type ErrorCode, errorCodes, type RefusalCode } from "./error-codes.js";

/** A request that is refused before GraphQL sees it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly headers: OutgoingHttpHeaders;
  readonly status: number;

  constructor(
    code: RefusalCode,
    message: string,
    headers: OutgoingHttpHeaders = {},
    status: number = errorCodes[code].refusal,
  ) {
    super(message);
    this.code = code;
    this.headers = headers;
    this.status = status;
  }
}

/** The body of a refusal, shaped like a GraphQL error so that clients show it. */
export function refusalBody({ message, code }: { message: string; code: ErrorCode }): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}
