import type { IncomingMessage } from "node:http";
import { isIP, isIPv4, isIPv6 } from "node:net";
import { remembering } from "../../../text/remembering.js";

/** The client of a connection whose socket is already closed. */
const unknown = "unknown";

/**
 * The client that a request is attributed to: its address, which several people may share. Behind a proxy, the last entry of
 * X-Forwarded-For, which the proxy wrote; the others can be forged by the client.
 */
export function clientOf({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  if (!trustProxy) return clientAt(socket.remoteAddress);
  const forwarded = String(headers["x-forwarded-for"] ?? "");
  return addressIn(forwarded.split(",").at(-1)?.trim() ?? "") ?? clientAt(socket.remoteAddress);
}

const clientOfAddress = remembering(1_000, (address) => grouped(address) ?? unknown);

/** The client of a socket's address, which is needed several times per request. */
export function clientAt(address = ""): string {
  return clientOfAddress(address);
}

/** Parses an address with or without a port, as written by proxies: `1.2.3.4:80`, `[2001:db8::1]:80`. */
function addressIn(entry: string): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1];
  const withPort = /^([\d.]+):\d+$/.exec(entry)?.[1];
  return grouped(bracketed ?? withPort ?? entry);
}

/** IPv4 addresses unchanged, IPv6 by /64, the smallest network a provider assigns. Undefined for other text. */
function grouped(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const address = text.replace(/%.*$/, "");
  if (isIP(text) === 0 || !isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  const [fifth, sixth, high = 0, low = 0] = groups.slice(4);
  if (groups.slice(0, 4).every((group) => group === 0) && fifth === 0 && sixth === 0xffff)
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(":")}::/64`;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // URL also normalizes an IPv4 tail to hexadecimal.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [start = [], end = []] = canonical
    .split("::")
    .map((part) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16))));
  return [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end];
}
