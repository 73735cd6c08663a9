import { execSync } from "node:child_process";

// What the scripts of package.json run: it builds, and then is the command line itself.

/** Milliseconds between two looks at whether the shell is there. */
const pace = 200;

try {
  execSync("npm run --silent build", { stdio: ["ignore", process.stderr, process.stderr] });
} catch {
  process.exit(1);
}

// npm passes a signal on to the shell that it starts scripts with, and many a shell ends by it without a word: the server
// would run on with nobody to stop it. A shell that has ended was told to.
const shell = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === shell) return;
  clearInterval(watch);
  process.kill(process.pid, "SIGTERM");
}, pace).unref();

await import("../dist/src/main.js");
