import { domainToASCII } from "node:url";
import { InputError } from "./input-error.js";

/** RFC 5321, section 4.5.3.1, and RFC 3696, erratum 1690. */
const maxLocalLength = 64;
const maxLength = 254;

/** Dot-atoms of RFC 5322: no quotes, comments or spaces, with which one text could name several recipients. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const domainName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

/**
 * Parses one email address, as in `ada@example.org`. Domains are returned in ASCII: `ada@bücher.example` has
 * `xn--bcher-kva.example`.
 *
 * @throws InputError for anything else: lists, names, comments, IP addresses, line breaks
 */
export function parseMailAddress(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  const [local, domain] = [trimmed.slice(0, Math.max(0, at)), domainToASCII(trimmed.slice(at + 1))];
  const address = `${local}@${domain}`;
  if (
    at < 1 ||
    // Ideographic full stops and other letters that become ASCII must not add parts.
    /[\s@,;<>()[\]\\":/?#%]/.test(trimmed.slice(at + 1)) ||
    local.length > maxLocalLength ||
    address.length > maxLength ||
    !localPart.test(local) ||
    !domainName.test(domain)
  )
    throw new InputError(
      `${shown(trimmed)} is not an email address. Expected one address, up to ${maxLength} characters, for example ada@example.org.`,
    );
  return address;
}

/**
 * What addresses of one mailbox have in common, as most servers deliver them: letters in any case, and anything after a
 * plus sign. Limits and suppressions apply to it, so that a mailbox has no more than one.
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at).toLowerCase();
  const plus = local.indexOf("+", 1);
  return `${plus < 0 ? local : local.slice(0, plus)}${address.slice(at).toLowerCase()}`;
}

/** Shows an address to a reader who may not be its owner: `a…@example.org`. */
export function maskMailAddress(address: string): string {
  return `${address.slice(0, 1)}…${address.slice(address.lastIndexOf("@"))}`;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
