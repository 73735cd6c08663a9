import type { Exchange } from "../../exchange.js";
import { receiveBody } from "../../requests/body.js";
import type { PendingBodies } from "../../requests/pending-bodies.js";

const maxBytes = 10_000;

/** The fields of a form that was sent by POST; none if it is in another format, such as those of mail programs. */
export async function receiveForm(
  { request, response, client }: Exchange,
  pending: PendingBodies,
): Promise<URLSearchParams> {
  const share = pending.open(client);
  try {
    const body = await receiveBody(request, response, { maxBytes, limitsChunks: true, share });
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "");
    return new URLSearchParams(isForm ? body.toString() : "");
  } finally {
    share.close();
  }
}
