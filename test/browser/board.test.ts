import { describe, expect, test } from "vitest";
import { chromiumPath, useChromium, withoutChromium } from "../kit/browser/chromium.js";
import { visit } from "../kit/browser/visit.js";
import { useDatabase } from "../kit/db/database.js";
import { useApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";
import { writerOf } from "../kit/server/writing.js";

const title = (number: number) => `A study of number ${number}`;
const arxivId = (number: number) => `2607.0000${number}`;
const paper = (number: number, upvotes: number) => ({
  arxivId: arxivId(number),
  title: title(number),
  abstract: `Everything about number ${number}.`,
  authors: [{ name: "Ada Lovelace" }],
  publishedOn: new Date().toISOString().slice(0, 10),
  upvotes,
});

describe.skipIf(chromiumPath === undefined)(
  `the board in Chromium (${chromiumPath ?? withoutChromium})`,
  () => {
    const database = useDatabase();
    const app = useApp(database, { limits: limitsWith({ responseCacheBytes: 10_000_000 }) });
    const chromium = useChromium();

    test("moves papers when upvotes are recorded, and takes in new ones, without loading again", async () => {
      const writer = writerOf(app);
      await writer.papers([paper(1, 30), paper(2, 20), paper(3, 10)]);
      const { page, problems, close } = await visit(chromium.browser, `${app.origin}/`);
      const titles = () => page.locator("#board .paper h2").allInnerTexts();
      await expect.poll(titles).toEqual([title(1), title(2), title(3)]);
      await page.evaluate("window.notLoadedAgain = true");

      await page
        .locator(".paper", { hasText: title(3) })
        .locator("summary")
        .click();
      await writer.upvotes([{ arxivId: arxivId(3), upvotes: 90, observedAt: new Date() }]);
      await expect.poll(titles, { timeout: 20_000 }).toEqual([title(3), title(1), title(2)]);
      expect(
        await page
          .locator(".paper", { hasText: title(3) })
          .locator("[data-upvotes]")
          .innerText(),
      ).toBe("90");
      // What the reader has unfolded stays so.
      expect(
        await page
          .locator(".paper", { hasText: title(3) })
          .locator("details")
          .getAttribute("open"),
      ).not.toBe(null);

      await writer.papers([paper(4, 60)]);
      await expect.poll(titles, { timeout: 20_000 }).toEqual([title(3), title(4), title(1), title(2)]);
      expect(await page.evaluate("window.notLoadedAgain")).toBe(true);
      expect(problems).toEqual([]);
      await close();
    });

    test("no longer says that nothing is recent after an upvote", async () => {
      const writer = writerOf(app);
      const old = { ...paper(9, 0), publishedOn: "2025-07-01", featuredOn: ["2025-07-02"], upvotes: 4 };
      await writer.papers([old]);
      const { page, close } = await visit(chromium.browser, `${app.origin}/?arxivIds=${old.arxivId}`);
      await page.locator("#quiet-board").waitFor();
      await writer.upvotes([{ arxivId: old.arxivId, upvotes: 5, observedAt: new Date() }]);
      await expect.poll(() => page.locator("#quiet-board").count(), { timeout: 20_000 }).toBe(0);
      await close();
    });
  },
);
