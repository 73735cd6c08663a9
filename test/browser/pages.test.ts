import { describe, expect, test } from "vitest";
import { violationsOn } from "../kit/browser/axe.js";
import { chromiumPath, useChromium, withoutChromium } from "../kit/browser/chromium.js";
import { layoutShiftOf, overflowOf } from "../kit/browser/layout.js";
import { pagesOf } from "../kit/browser/pages.js";
import { viewports, visit } from "../kit/browser/visit.js";
import { useDatabase } from "../kit/db/database.js";
import { ingestSample } from "../kit/ingest/sample.js";
import { useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

/** Maximum size of the first load of any page, as transferred, in bytes. */
const maxBytes = 60_000;
/** Maximum layout shift of any page. */
const maxShift = 0.02;

describe.skipIf(chromiumPath === undefined)(`pages in Chromium (${chromiumPath ?? withoutChromium})`, () => {
  const database = useDatabase(async ({ db }) => {
    await ingestSample(db);
  });
  const app = useApp(database, { limits: limitsWith({ responseCacheBytes: 10_000_000 }) });
  const chromium = useChromium();

  describe.each(pagesOf)("%s", (address) => {
    test("has no violation of accessibility, no error and no request to another host, light and dark", async () => {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page, problems, close } = await visit(chromium.browser, `${app.origin}${address}`, {
          colorScheme,
        });
        expect(await violationsOn(page)).toEqual([]);
        expect(problems).toEqual([]);
        await close();
      }
    });

    test("fits a phone, is light, and does not shift", async () => {
      const { page, bytes, close } = await visit(chromium.browser, `${app.origin}${address}`, {
        viewport: viewports.phone,
      });
      await page.waitForLoadState("networkidle").catch(() => undefined);
      expect(await overflowOf(page)).toEqual([]);
      expect(await layoutShiftOf(page)).toBeLessThan(maxShift);
      expect(await bytes()).toBeLessThan(maxBytes);
      await close();
    });

    test("says the same without scripts", async () => {
      const withScripts = await visit(chromium.browser, `${app.origin}${address}`);
      const without = await visit(chromium.browser, `${app.origin}${address}`, { javaScriptEnabled: false });
      const textOf = ({ page }: typeof without) => page.locator("main h1, main h2").allInnerTexts();
      expect((await textOf(without)).length).toBeGreaterThan(0);
      expect(await textOf(without)).toEqual(await textOf(withScripts));
      // Without scripts, Chromium refuses to load them in advance, too.
      expect(without.problems.filter((problem) => !/\/static\/.* csp$/.test(problem))).toEqual([]);
      await Promise.all([withScripts.close(), without.close()]);
    });
  });

  test("a page that does not exist has a search box that works", async () => {
    const { page, close } = await visit(chromium.browser, `${app.origin}/nowhere`);
    expect(await violationsOn(page)).toEqual([]);
    await page.locator("main input[type=search], header input[type=search]").last().fill("diffusion");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search=diffusion/);
    expect(await page.locator(".paper").count()).toBeGreaterThan(0);
    await close();
  });

  test("the theme that was chosen holds on the next page", async () => {
    const { page, close } = await visit(chromium.browser, `${app.origin}/`, { colorScheme: "light" });
    await page.locator("[data-theme-switch]").click();
    await page.goto(`${app.origin}/papers`);
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    await close();
  });

  test("keys search, move between papers, open one and show help", async () => {
    const { page, problems, close } = await visit(chromium.browser, `${app.origin}/`);
    const focused = () => page.evaluate<string>("document.activeElement.textContent");
    const titles = await page.locator(".paper h2 a").allInnerTexts();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    expect(await focused()).toBe(titles[1]);
    await page.keyboard.press("k");
    expect(await focused()).toBe(titles[0]);
    await page.keyboard.press("?");
    await expect.poll(() => page.getByRole("dialog").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.type")).toBe("search");
    // Keys are text in the search box.
    await page.keyboard.type("jo?");
    expect(await page.locator("header input[type=search]").inputValue()).toBe("jo?");
    await page.keyboard.press("Escape");
    await page.locator("header input[type=search]").blur();
    await page.keyboard.press("j");
    await page.keyboard.press("o");
    await page.waitForURL(/\/paper\//);
    expect(problems).toEqual([]);
    await close();
  });

  test("suggestions appear while typing, and lead to what they name", async () => {
    const { page, problems, close } = await visit(chromium.browser, `${app.origin}/`);
    await page.locator("header input[type=search]").pressSequentially("face");
    const option = page.getByRole("option").first();
    await option.waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== "/");
    expect(problems).toEqual([]);
    await close();
  });
});
