import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "../../domain/watches/webhooks/public-address.js";

/** A connection that must not be made. */
export class RefusedAddress extends Error {
  constructor(host: string) {
    super(`${host} has no public address.`);
    this.name = "RefusedAddress";
  }
}

/**
 * Resolves a host for a connection, to public addresses only: what is checked is what is connected to, so a host that resolves
 * to another address a moment later changes nothing.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "", 0);
    const allowed = found.filter(({ address }) => isPublicAddress(address));
    const [first] = allowed;
    if (first === undefined) return callback(new RefusedAddress(host), "", 0);
    if (options.all) return callback(null, allowed);
    callback(null, first.address, first.family);
  });
};
