import { execFile } from "node:child_process";
import { access, constants, readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The folder of the other servers, with its own packages. */
const folder = fileURLToPath(new URL("others/", import.meta.url));
/** Node 24, one of its packages. */
export const newerNode = `${folder}node_modules/node/bin/node`;

/** Whether the packages are there, complete. */
export async function othersInstalled(): Promise<boolean> {
  return (await installedAt()) !== undefined;
}

/** @returns undefined if it is not installed */
export async function newerNodeVersion(): Promise<string | undefined> {
  const [text] = await Promise.all([
    readFile(`${folder}node_modules/node/package.json`, "utf8"),
    access(newerNode, constants.X_OK),
  ]).catch(() => []);
  return text && (JSON.parse(text) as { version: string }).version;
}

/** Installs the packages of the other servers, if they are missing or older than the lock file. Never fails. */
export async function installOthers(log: (line: string) => void): Promise<void> {
  const [installed, lock] = await Promise.all([installedAt(), stat(`${folder}package-lock.json`)]);
  if (installed !== undefined && installed > lock.mtimeMs) return;
  log("Installing the servers to compare with: npm ci in test/bench/peers/others.");
  const npm = process.env["npm_execpath"];
  const [command, args] = npm === undefined ? ["npm", ["ci"]] : [process.execPath, [npm, "ci"]];
  try {
    await promisify(execFile)(command, args, { cwd: folder });
  } catch (error) {
    const lines = String((error as { stderr?: unknown }).stderr || error).split("\n");
    const reason = lines.find((line) => /^npm error (?!code)/.test(line)) ?? lines[0];
    log(`npm ci in test/bench/peers/others failed; it needs access to the npm registry. ${reason}`);
  }
}

/** When npm completed its work; undefined if it did not. */
async function installedAt(): Promise<number | undefined> {
  return (await stat(`${folder}node_modules/.package-lock.json`).catch(() => undefined))?.mtimeMs;
}
