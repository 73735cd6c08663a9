import { expect, test } from "vitest";
import { LruCache } from "../../src/text/lru-cache.js";

const keys = ["a", "b", "c", "d"];
const keysOf = (cache: LruCache<number>) => keys.filter((key) => cache.get(key) !== undefined).join("");

test("the least recently used entries are dropped when their total size exceeds the limit", () => {
  const cache = new LruCache<number>(10, (size) => size);
  cache.set("a", 4);
  cache.set("b", 4);
  expect(cache.get("a")).toBe(4);
  cache.set("c", 2);
  cache.set("d", 1);
  expect(keysOf(cache)).toBe("acd");
});

test("the least recently used entry is dropped when there are too many", () => {
  const cache = new LruCache<number>(10, () => 0, 3);
  for (const key of keys) cache.set(key, 1);
  expect(keysOf(cache)).toBe("bcd");
});

test("a replaced entry no longer counts, and one beyond the limit displaces no others", () => {
  const cache = new LruCache<number>(10, (size) => size);
  cache.set("a", 8);
  cache.set("b", 2);
  cache.set("a", 1);
  cache.set("c", 7);
  cache.set("d", 11);
  expect(keysOf(cache)).toBe("abc");
});
