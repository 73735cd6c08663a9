import { type FormatName, formats } from "../../../src/ingest/formats.js";
import { arxivRecord, atomEntry, kaggleRow } from "./archives.js";

// `read-long-file.ts kaggle 300`: reads 300 MB of synthetic papers, and prints the time and memory as JSON. For a
// process of its own, with little memory.

const chunkSize = 256 * 1024;
const paperOf: Partial<Record<FormatName, (number: number) => string>> = {
  kaggle: (number) => `${JSON.stringify(kaggleRow({ ...facts(number), abstract: "Trees. ".repeat(200) }))}\n`,
  oai: (number) => arxivRecord(facts(number)),
  atom: (number) => atomEntry(facts(number)),
};

function facts(number: number) {
  const id = `${String(1_000 + Math.floor(number / 100_000))}.${String(number % 100_000).padStart(5, "0")}`;
  return { id, title: `On ${number} Trees` };
}

async function* longFile(format: FormatName, size: number): AsyncGenerator<Uint8Array> {
  const paper = paperOf[format] ?? (() => "");
  let number = 0;
  for (let passed = 0; passed < size; ) {
    let text = "";
    while (text.length < chunkSize) {
      text += paper(number);
      number += 1;
    }
    passed += text.length;
    yield Buffer.from(text);
  }
}

const [format, megabytes] = process.argv.slice(2);
const read = { papers: 0, rejected: 0, mostResident: 0 };
for await (const { kind } of formats[format as FormatName].reader(
  longFile(format as FormatName, Number(megabytes) * 1024 * 1024),
  { today: "2026-11-23" },
)) {
  read[kind === "paper" ? "papers" : "rejected"] += 1;
  if (read.papers % 1_000 === 0)
    read.mostResident = Math.max(read.mostResident, process.memoryUsage.rss() / 1024 / 1024);
}
process.stdout.write(JSON.stringify(read));
