import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Entry point of the scripts in package.json: builds, then runs the command line in this process.

const root = fileURLToPath(new URL("..", import.meta.url));
/** What a build reads. */
const sources = [
  ...["src", "prisma/schema.prisma", "prisma/generate.mjs", "prisma.config.ts"],
  ...["package-lock.json", "tsconfig.json", "tsconfig.build.json"],
];
/** Its time of modification is when the last complete build began. */
const stamp = join(root, "dist", ".built");

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
const built = isBuilt();
requireDependencies(
  built ? ["pg"] : ["prisma/build/index.js", "typescript/package.json", "@types/ws/package.json", "pg"],
);
if (!built) await build();
await import("../dist/main.js");
// From here on, the command line handles signals.
for (const signal of signals) process.off(signal, interrupt);

/** Whether no source has changed since the last build; the compiler takes more than a second to find that out. */
function isBuilt() {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  return built !== undefined && sources.every((source) => isOlder(join(root, source), built));
}

function isOlder(path, time) {
  // The build writes it.
  if (path.endsWith("generated")) return true;
  const found = statSync(path);
  if (found.isDirectory()) return readdirSync(path).every((name) => isOlder(join(path, name), time));
  return found.mtimeMs < time;
}

/** Builds in its own process group, so that signals to ours do not reach it and it can be killed with its children. */
async function build() {
  process.stderr.write("Compiling papergraph, which takes a few seconds.\n");
  const began = new Date();
  child = spawn("npm run --silent build", {
    shell: true,
    detached: process.platform !== "win32",
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const [code] = await once(child, "exit");
  child = undefined;
  if (code !== 0) process.exit(1);
  writeFileSync(stamp, "");
  utimesSync(stamp, began, began);
}

/** Until the command line runs, there is only the build to clean up. */
function interrupt() {
  try {
    if (child) process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    // It has already exited.
  }
  if (!["serve", "poll"].includes(process.argv[2])) process.exit(130);
  process.stdout.write("Stopped.\n");
  process.exit(0);
}

/** `npm prune` keeps prisma and typescript, as peer dependencies, but not the types. */
function requireDependencies(names) {
  const require = createRequire(import.meta.url);
  try {
    for (const name of names) require.resolve(name);
  } catch {
    process.stderr.write(
      "papergraph: Packages that it needs are not installed: run npm ci --include=dev, then try again.\n",
    );
    process.exit(1);
  }
}
