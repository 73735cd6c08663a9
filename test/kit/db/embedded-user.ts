import { once } from "node:events";
import { openEmbedded } from "../../../src/db/embedded/embedded.js";

// A process that uses the embedded database in a directory: it prints the database's URL, and exits when its
// standard input ends.

const directory = process.argv[2];
if (directory === undefined) throw new Error("Name the directory.");
const database = await openEmbedded({
  directory,
  log: (message) => process.stderr.write(`${message}\n`),
  settings: { fsync: "off" },
});
process.stdout.write(`${JSON.stringify({ url: database.url, started: database.started })}\n`);
process.stdin.resume();
await once(process.stdin, "end");
await database.close();
