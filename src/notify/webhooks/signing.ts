import { Webhook } from "standardwebhooks";
import type { Watch } from "../../domain/watches/watch.js";

/** The headers that identify and sign a webhook, by Standard Webhooks 1.0: one signature for each secret that is valid. */
export function signedHeaders(
  messageId: string,
  { secrets, secretsExpireAt }: Pick<Watch, "secrets" | "secretsExpireAt">,
  body: string,
  now: Date,
): Record<string, string> {
  const valid = secretsExpireAt !== null && secretsExpireAt > now ? secrets : secrets.slice(0, 1);
  return {
    "webhook-id": messageId,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": valid.map((secret) => new Webhook(secret).sign(messageId, now, body)).join(" "),
  };
}
