import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";

// Entry point of the scripts in package.json: builds, then runs the command line in this process.

const signals = ["SIGTERM", "SIGINT", "SIGHUP"];
/** Milliseconds between checks that the shell is still running. */
const shellCheckIntervalMs = 200;

// npm forwards signals to the shell that runs its scripts, and many shells exit without forwarding them, which would leave
// the server running. So the exit of the shell is treated as a signal to stop.
const shell = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, "SIGTERM");
}, shellCheckIntervalMs).unref();
const stopWatching = () => clearInterval(watch);
for (const signal of signals) process.once(signal, stopWatching);

/** The running build. */
let child;
for (const signal of signals) process.on(signal, interrupt);
await build();
await import("../dist/main.js");
// From here on, the command line handles signals.
for (const signal of signals) process.off(signal, interrupt);

/** Builds in its own process group, so that signals to ours do not reach it and it can be killed with its children. */
async function build() {
  if (!dependenciesAreInstalled()) {
    process.stderr.write(
      "papergraph: The packages that build it are not installed: run npm ci --include=dev, then try again.\n",
    );
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

/** Until the command line runs, there is only the build to clean up. */
function interrupt() {
  try {
    if (child) process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    // It has already exited.
  }
  process.exit(["serve", "poll"].includes(process.argv[2]) ? 0 : 130);
}

function dependenciesAreInstalled() {
  const require = createRequire(import.meta.url);
  try {
    // `npm prune` keeps prisma and typescript, as peer dependencies, but not the types.
    for (const name of ["prisma/build/index.js", "typescript/package.json", "@types/ws/package.json", "pg"])
      require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
