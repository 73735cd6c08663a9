import { isIP } from "node:net";
import { InputError } from "../../values/input-error.js";
import { isPublicAddress } from "./public-address.js";

const maxLength = 2_000;

/**
 * The URL of a webhook in its normal form. The addresses of its host are checked at each connection.
 *
 * @param allowPrivate whether HTTP and addresses of private networks are allowed
 * @throws InputError
 */
export function checkWebhookUrl(text: string, allowPrivate: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const wanted = `expected a URL like https://example.org/hook, of up to ${maxLength.toLocaleString("en")} characters`;
  if (url === undefined || text.length > maxLength || !/^https?:$/.test(url.protocol))
    throw new InputError(`url: ${JSON.stringify(text.slice(0, 60))} cannot be called; ${wanted}.`);
  if (url.username !== "" || url.password !== "")
    throw new InputError(
      "url: a URL with user and password is not allowed. Webhooks are signed: verify the signature instead.",
    );
  if (url.protocol === "http:" && !allowPrivate)
    throw new InputError(
      "url: webhooks are sent by https only. Set WEBHOOK_PRIVATE=on on the server to allow http.",
    );
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host) && !allowPrivate)
    throw new InputError(
      `url: ${host} is not a public address. Set WEBHOOK_PRIVATE=on on the server to allow addresses of private networks.`,
    );
  url.hash = "";
  return url.href;
}
