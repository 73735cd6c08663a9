import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "../../src/domain/watches/webhooks/public-address.js";
import { checkWebhookSecret, createWebhookSecret } from "../../src/domain/watches/webhooks/webhook-secret.js";
import { checkWebhookUrl } from "../../src/domain/watches/webhooks/webhook-url.js";
import { createWebhookClient } from "../../src/notify/webhooks/client.js";

describe("addresses that a webhook may go to", () => {
  test.each([
    "0.0.0.0 10.1.2.3 127.0.0.1 127.255.1.1 169.254.169.254 172.16.0.1 192.168.1.1 100.64.0.1 192.0.0.8 192.0.2.1",
    "198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255",
    ":: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:7f00:1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1",
    "2002:7f00:1:: 2001:0:1::1 2001:db8::1 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1 100::1 4000::1",
    "localhost example.org 8.8.8 1.2.3.4.5",
  ])("not %s", (addresses) => {
    for (const address of addresses.split(" "))
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });

  test.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("URLs of webhooks", () => {
  test.each([
    ["ftp://example.org/", "cannot be called"],
    ["example.org", "cannot be called"],
    [`https://example.org/${"x".repeat(2_000)}`, "up to 2,000 characters"],
    ["https://user:secret@example.org/", "user and password"],
    ["http://example.org/", "by https only"],
    ["https://127.0.0.1/", "127.0.0.1 is not a public address"],
    ["https://2130706433/", "127.0.0.1 is not a public address"],
    ["https://0x7f.1/", "127.0.0.1 is not a public address"],
    ["https://[::ffff:10.0.0.1]/", "not a public address"],
  ])("not %s", (url, message) => {
    expect(() => checkWebhookUrl(url, false)).toThrow(message);
  });

  test("are normalized, without what servers do not receive", () => {
    expect(checkWebhookUrl("HTTPS://Example.ORG:8443/a b#part", false)).toBe(
      "https://example.org:8443/a%20b",
    );
    expect(checkWebhookUrl("http://127.0.0.1:8080/hook", true)).toBe("http://127.0.0.1:8080/hook");
  });
});

test("connections are refused after the host is resolved, before anything is sent", async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end());
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = createWebhookClient({ allowPrivate: false, timeoutMs: 5_000, connectionsPerHost: 1 });
  const post = (url: string) => client.post(url, {}, "{}", new AbortController().signal);
  await expect(post(`https://localhost:${port}/`)).rejects.toThrow("localhost has no public address.");
  await expect(post(`https://127.0.0.1:${port}/`)).rejects.toThrow("127.0.0.1 has no public address.");
  await expect(post(`https://[::1]:${port}/`)).rejects.toThrow("::1 has no public address.");
  await expect(post(`http://localhost:${port}/`)).rejects.toThrow("https only");
  expect(connections).toBe(0);
  client.close();
  server.close();
});

test("secrets are checked", () => {
  const secret = createWebhookSecret();
  expect(checkWebhookSecret(secret)).toBe(secret);
  for (const bad of [
    "",
    "whsec_",
    "whsec_c2hvcnQ=",
    secret.slice(6),
    `${secret}!`,
    `whsec_${"A".repeat(200)}`,
  ])
    expect(() => checkWebhookSecret(bad)).toThrow("24 to 64 random bytes");
});
