import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** A Chromium of this machine, from `CHROMIUM` or the path; undefined without one. */
export const chromiumPath: string | undefined =
  process.env["CHROMIUM"] ??
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));

/** Why tests of pages in a browser are skipped. */
export const withoutChromium = "no Chromium was found; install it, or set CHROMIUM to its path";

/** Root cannot use Chromium's sandbox; the rest keeps it from asking its maker's servers at every start. */
const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
];

export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(withoutChromium);
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}

/** A browser for all tests of a file. */
export function useChromium(): { readonly browser: Browser } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  return {
    get browser() {
      if (browser === undefined) throw new Error("The browser has not started.");
      return browser;
    },
  };
}
