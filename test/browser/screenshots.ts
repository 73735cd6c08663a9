import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../kit/browser/chromium.js";
import { viewports, visit } from "../kit/browser/visit.js";

/** Writes pictures of pages of a running server to `docs/images`: `npm run screenshots -- http://localhost:4000`. */
const origin = process.argv[2] ?? "http://localhost:4000";
const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const pages = { board: "/", paper: "/paper/2509.24006" };

await mkdir(folder, { recursive: true });
const browser = await launchChromium();
for (const [name, address] of Object.entries(pages))
  for (const [device, viewport] of Object.entries(viewports))
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, close } = await visit(browser, `${origin}${address}`, { viewport, colorScheme });
      await page.waitForLoadState("load");
      await page.screenshot({ path: `${folder}${name}-${device}-${colorScheme}.png` });
      await close();
    }
await browser.close();
