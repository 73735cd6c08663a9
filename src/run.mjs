import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";

// What the scripts of package.json run: it builds, and then is the command line itself.

const signals = ["SIGTERM", "SIGINT", "SIGHUP"];
/** Milliseconds between two checks that the shell is still there. */
const shellCheckIntervalMs = 200;

// npm passes a signal on to the shell that it starts scripts with, and many a shell ends without passing it on: the server
// would run on with nobody to stop it. A shell that has ended was asked to stop.
const shell = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, "SIGTERM");
}, shellCheckIntervalMs).unref();
const stopWatching = () => clearInterval(watch);
for (const signal of signals) process.once(signal, stopWatching);

/** The build while it runs. */
let child;
for (const signal of signals) process.on(signal, interrupt);
await build();
await import("../dist/src/main.js");
// From here on the command line handles them.
for (const signal of signals) process.off(signal, interrupt);

/** Builds in a process group of its own, which a signal to ours does not hit and which can be killed with all it started. */
async function build() {
  if (!dependenciesAreInstalled()) {
    process.stderr.write("papergraph: The dependencies are not installed. Run npm ci, and start again.\n");
    process.exit(1);
  }
  child = spawn("npm run --silent build", {
    shell: true,
    detached: process.platform !== "win32",
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const [code] = await once(child, "exit");
  child = undefined;
  if (code !== 0) process.exit(1);
}

/** Before the command line runs there is nothing to clean up but the build. */
function interrupt() {
  try {
    if (child) process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
  process.exit(["serve", "poll"].includes(process.argv[2]) ? 0 : 130);
}

function dependenciesAreInstalled() {
  const require = createRequire(import.meta.url);
  try {
    for (const name of ["prisma/build/index.js", "typescript/package.json", "pg"]) require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
