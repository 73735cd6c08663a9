import { randomBytes } from "node:crypto";
import { InputError } from "../../values/input-error.js";

// Secrets of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64.

const prefix = "whsec_";
const [minBytes, maxBytes] = [24, 64];

export function createWebhookSecret(): string {
  return prefix + randomBytes(32).toString("base64");
}

/** @throws InputError */
export function checkWebhookSecret(text: string): string {
  const encoded = text.startsWith(prefix) ? text.slice(prefix.length) : "";
  const bytes = Buffer.from(encoded, "base64");
  const isExact = bytes.toString("base64").replace(/=+$/, "") === encoded.replace(/=+$/, "");
  if (isExact && bytes.length >= minBytes && bytes.length <= maxBytes) return text;
  throw new InputError(
    `secret: expected \`whsec_\` and ${minBytes} to ${maxBytes} random bytes in base64, or nothing to have one generated.`,
  );
}
