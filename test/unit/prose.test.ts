import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Phrases that this project does not write, with a replacement. */
const phrases: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\b(?:whoever|whosoever|somebody|everybody)\b/i, "a noun: the client, the caller"],
  [/(?:\*|\/\/) Who [a-z]+/, "a noun: clients that …"],
  [/\banew\b/i, "again; rebuild"],
  [/\bso (?:many|much)\b/i, "the number; up to n"],
  [/\b(?:that|which) (?:is|are|was|were) (?:none|no such)\b/i, "invalid"],
  [/\b(?:an?|the) [\w-]+ that (?:is|was) no\b/i, "invalid; not a"],
  [/\bthere (?:is|are|was|were) none\b/i, "what happens instead: null if nothing matches"],
  [/, and no other\b/i, "exactly; only"],
  [/\bunless (?:told|given|asked)\b/i, "by default; defaults to"],
  [/\bsigns? of life\b/i, "heartbeat; keep-alive"],
  [/\bwhat [^.,;]{0,60}\bcomes? to\b/i, "total; aggregate"],
  [/\b(?:give|gives|given|gave) up\b/i, "abort; time out; delete"],
  [/\b(?:is|are|was|be) away\b/i, "unreachable"],
  [/\btold\b|\btells? (?:of|nobody)\b/i, "publish; report; notify"],
  [/\bbeside\b/i, "next to; alongside"],
  [/\bput(?:s|ting)? off\b/i, "defer"],
  [/\bheld against\b/i, "compare; evaluate"],
  [/\b(?:to|could|cannot|can) be had\b/i, "available"],
  [/\bthe same (?:once more|again)\b/i, "again"],
  [/\bthings? of (?:its|their) own\b/i, "separate"],
  [/\b(?:be it that|for want of|all the same|(?:time|again) and again)\b/i, "modern English"],
  [/\b(?:whence|thence|lest|henceforth|hitherto|thereof|whereupon|amidst|whilst)\b/i, "modern English"],
  [/\b(?:half-way|maths|licence|behaviour|colour)\b/i, "American spelling"],
  [/\b(?:recogn|initial|serial|normal|optim|summar|organ|categor)is(?:e|es|ed|ing)\b/i, "American spelling"],
];

test("no text has phrases that this project does not write", async () => {
  expect((await Promise.all((await filesIn(roots)).map(phrasesIn))).flat()).toEqual([]);
});

async function phrasesIn(file: string): Promise<string[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((line, index) =>
    phrases.flatMap(([phrase, instead]) => {
      const found = phrase.exec(line)?.[0];
      return found === undefined ? [] : [`${file}:${index + 1}: "${found}"; write: ${instead}`];
    }),
  );
}

const folders = ["src", "test", "docs", "seed", "examples", "prisma"];
const roots = [...folders, "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"];
const texts = /\.(?:ts|mjs|md|graphql|prisma|html)$/;
const excluded = /\/generated\/|\/node_modules\/|released-schema|prose\.test\.ts$/;

async function filesIn(paths: readonly string[]): Promise<string[]> {
  const files = paths.map(async (path) => {
    if (!folders.includes(path)) return [path];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  });
  return (await Promise.all(files)).flat().filter((file) => texts.test(file) && !excluded.test(file));
}
