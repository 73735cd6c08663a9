import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLinkToken, readLinkToken } from "../../src/domain/watches/mail/links.js";

const secret = randomBytes(32).toString("hex");
const key = randomUUID();
const now = new Date("2025-07-08T09:00:00Z");
const later = new Date("2025-07-10T09:00:00Z");

test("a token names its watch until it expires", () => {
  const token = createLinkToken(secret, "confirm", key, later);
  expect(token).toMatch(/^[\w.-]{70,90}$/);
  expect(readLinkToken(secret, "confirm", token, now)).toBe(key);
  expect(readLinkToken(secret, "confirm", token, new Date(later.getTime() - 1))).toBe(key);
  expect(() => readLinkToken(secret, "confirm", token, later)).toThrow(/^This link has expired/);
  const lasting = createLinkToken(secret, "unsubscribe", key);
  expect(readLinkToken(secret, "unsubscribe", lasting, new Date("2999-01-01"))).toBe(key);
});

test("a token is refused for another purpose, with another secret, and with any character changed", () => {
  const token = createLinkToken(secret, "unsubscribe", key, later);
  const invalid = /^This link is not valid/;
  expect(() => readLinkToken(secret, "manage", token, now)).toThrow(invalid);
  expect(() => readLinkToken(randomBytes(32).toString("hex"), "unsubscribe", token, now)).toThrow(invalid);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(..."aZ09_-.=%"), (at, character) => {
      const forged = token.slice(0, at) + character + token.slice(at + 1);
      // The last characters of base64 have unused bits, which decode to the same.
      if (forged !== token) expect(() => readLinkToken(secret, "unsubscribe", forged, now)).toThrow(invalid);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => readLinkToken(secret, "confirm", text, now)).toThrow(invalid);
    }),
  );
});
