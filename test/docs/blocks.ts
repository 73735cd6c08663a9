import { readdir, readFile } from "node:fs/promises";

/** A block of code in a document. */
export interface Block {
  /** `graphql`, `sh`, …; empty for output. */
  language: string;
  text: string;
}

/** The documents of a folder. */
export async function markdownOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`);
}

/** The blocks of a document, in order. */
export async function blocksOf(file: string): Promise<Block[]> {
  const text = await readFile(file, "utf8");
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", block = ""]) => ({
    language,
    text: block,
  }));
}

/** The commands of a shell block, one per line, without comments and settings in front. */
export function commandsOf(text: string): string[] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/\s+#.*/, "").replace(/^([A-Z_]+=\S+ )+/, ""))
    .filter((line) => line.trim() !== "");
}
