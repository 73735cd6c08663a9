import { createHmac, timingSafeEqual } from "node:crypto";
import { InputError } from "../../values/input-error.js";

/** What the bearer of a link may do with one watch. */
export type LinkPurpose = "confirm" | "manage" | "unsubscribe" | "resubscribe";

/** A secret of the database: links work on every server, and no longer once it is replaced. */
export type LinkSecret = string;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const shape = /^([\w-]{22})\.([0-9a-z]{1,9})\.([\w-]{43})$/;

/**
 * A token of a link in a mail: it is not stored, and only the secret can create one.
 *
 * @param key key of the watch, a UUID
 * @param expiresAt never by default: mails are read, and unsubscribed from, after years
 */
export function createLinkToken(
  secret: LinkSecret,
  purpose: LinkPurpose,
  key: string,
  expiresAt?: Date,
): string {
  if (!uuid.test(key)) throw new Error(`${key} is not a key of a watch.`);
  const packed = Buffer.from(key.replaceAll("-", ""), "hex").toString("base64url");
  const expiry = Math.floor((expiresAt?.getTime() ?? 0) / 1_000).toString(36);
  return `${packed}.${expiry}.${signature(secret, purpose, packed, expiry)}`;
}

/**
 * The key of the watch that a token is for.
 *
 * @throws InputError for a token that was not made for the purpose, or has expired
 */
export function readLinkToken(secret: LinkSecret, purpose: LinkPurpose, token: string, now: Date): string {
  const [, packed = "", expiry = "", given = ""] = shape.exec(token) ?? [];
  const isOurs =
    packed !== "" &&
    timingSafeEqual(Buffer.from(given), Buffer.from(signature(secret, purpose, packed, expiry)));
  if (!isOurs)
    throw new InputError(
      "This link is not valid. Expected a link from an email of this site: open it from the email, or copy all of it.",
      "FORBIDDEN",
    );
  const expiresAt = Number.parseInt(expiry, 36) * 1_000;
  if (expiresAt !== 0 && expiresAt <= now.getTime())
    throw new InputError("This link has expired. Subscribe again to get a new one.", "FORBIDDEN");
  return Buffer.from(packed, "base64url")
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function signature(secret: LinkSecret, purpose: LinkPurpose, packed: string, expiry: string): string {
  return createHmac("sha256", secret).update(`${purpose}\n${packed}\n${expiry}`).digest("base64url");
}
