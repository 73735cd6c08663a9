import fc from "fast-check";
import { expect, test } from "vitest";
import { mailboxOf, maskMailAddress, parseMailAddress } from "../../src/domain/values/mail-address.js";

test("takes one address, with its domain in ASCII", () => {
  for (const [text, address] of [
    ["ada@example.org", "ada@example.org"],
    ["  Ada.Lovelace+papers@Example.ORG\n", "Ada.Lovelace+papers@example.org"],
    ["o'hara_{x}@a-b.example.co.uk", "o'hara_{x}@a-b.example.co.uk"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"],
    [`${"a".repeat(64)}@example.org`, `${"a".repeat(64)}@example.org`],
  ])
    expect(parseMailAddress(text ?? "")).toBe(address);
});

test("refuses what is not one address, and says what is", () => {
  for (const text of [
    "",
    "@",
    "ada",
    "ada@",
    "@example.org",
    "ada@localhost",
    "ada@example",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    "ada@1.2.3",
    "ada@example.org,eve@example.org",
    "ada@example.org;eve@example.org",
    "ada@example.org eve@example.org",
    "ada@eve@example.org",
    "Ada <ada@example.org>",
    "<ada@example.org>",
    "ada@example.org (Ada)",
    '"ada lovelace"@example.org',
    '"ada@example.org"@example.org',
    "ada@example.org\r\nBcc: eve@example.org",
    "ada\r\nBcc: eve@example.org",
    "ada\0@example.org",
    "ada..l@example.org",
    ".ada@example.org",
    "ada.@example.org",
    "ada@-example.org",
    "ada@example-.org",
    "ada@exa_mple.org",
    "ada@example..org",
    "ada@example.org.",
    "ada@example.org/x",
    "ada@example.org?subject=x",
    "ada@exam%70le.org",
    "ädä@example.org",
    `${"a".repeat(65)}@example.org`,
    `a@${"b".repeat(64)}.org`,
    `a@${"b".repeat(60)}.${"b".repeat(60)}.${"b".repeat(60)}.${"b".repeat(60)}.${"b".repeat(60)}.org`,
  ])
    expect(() => parseMailAddress(text), JSON.stringify(text)).toThrow(
      / is not an email address\. Expected one/,
    );
});

test("never returns anything that SMTP or a header could read as more than one address", () => {
  const part = fc.string({ unit: fc.constantFrom(...'ab.@,;:<>()"\\ \r\n\t\0%ä。．＠') });
  fc.assert(
    fc.property(part, part, (local, domain) => {
      const text = `${local}@${domain}.org`;
      let address: string;
      try {
        address = parseMailAddress(text);
      } catch {
        return;
      }
      expect(address).toMatch(/^[\x21-\x7e]{1,254}$/);
      expect(address.split("@")).toHaveLength(2);
      expect(address).not.toMatch(/[,;:<>()"\\\s]/);
      expect(parseMailAddress(address)).toBe(address);
    }),
    { numRuns: 5_000 },
  );
});

test("addresses of one mailbox share its key", () => {
  expect(mailboxOf("Ada+papers@example.org")).toBe("ada@example.org");
  expect(mailboxOf("ADA@example.org")).toBe("ada@example.org");
  expect(mailboxOf("+ada@example.org")).toBe("+ada@example.org");
  expect(mailboxOf("ada.l@example.org")).toBe("ada.l@example.org");
});

test("a masked address shows its first letter and its domain", () => {
  expect(maskMailAddress("ada@example.org")).toBe("a…@example.org");
});
