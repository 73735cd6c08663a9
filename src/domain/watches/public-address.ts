import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** The part of IPv6 that is assigned to networks of the Internet. */
const globalUnicast = ipaddr.parseCIDR("2000::/3");

/**
 * Whether an IP address is one of the Internet. Not those of machines, links and private networks, in whatever form: an IPv6
 * address may stand for one of IPv4 (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === "unicast" && (parsed.kind() === "ipv4" || parsed.match(globalUnicast));
}
