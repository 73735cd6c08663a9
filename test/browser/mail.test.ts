import type { Page } from "playwright-core";
import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { createLinkToken, type LinkPurpose } from "../../src/domain/watches/mail/links.js";
import { linkSecret } from "../../src/domain/watches/mail/suppressions.js";
import type { Watch } from "../../src/domain/watches/watch.js";
import { digestHtml } from "../../src/notify/mail/digest/digest-html.js";
import { violationsOn } from "../kit/browser/axe.js";
import { chromiumPath, useChromium, withoutChromium } from "../kit/browser/chromium.js";
import { overflowOf } from "../kit/browser/layout.js";
import { viewports, visit } from "../kit/browser/visit.js";
import { useDatabase } from "../kit/db/database.js";
import { exampleDigest } from "../kit/notify/digests.js";
import { useMailSite } from "../kit/notify/mail-site.js";
import { activeWatch, daily } from "../kit/notify/mailing.js";

const colorSchemes = ["light", "dark"] as const;
/** As long as addresses may be. */
const longAddress = `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.org`;

describe.skipIf(chromiumPath === undefined)(`mail in Chromium (${chromiumPath ?? withoutChromium})`, () => {
  const database = useDatabase();
  const app = useMailSite(database);
  const chromium = useChromium();

  const linkTo = async (purpose: LinkPurpose, { key }: Watch) =>
    `${app.origin}/mail/${purpose}?token=${createLinkToken(await linkSecret(database.db), purpose, key)}`;

  async function expectFit(page: Page): Promise<void> {
    expect(await violationsOn(page)).toEqual([]);
    expect(await overflowOf(page)).toEqual([]);
  }

  test.each(["confirm", "manage", "unsubscribe", "resubscribe"] as const)(
    "the page of a link to %s is accessible and fits a phone, with the longest address, light and dark",
    async (purpose) => {
      const watch = await activeWatch(database.db, longAddress, daily, new Date());
      for (const colorScheme of colorSchemes) {
        const { page, problems, close } = await visit(chromium.browser, await linkTo(purpose, watch), {
          colorScheme,
          viewport: viewports.phone,
        });
        await expectFit(page);
        expect(problems).toEqual([]);
        await close();
      }
    },
  );

  test.each([true, false])(
    "its owner subscribes, changes and ends a subscription by buttons (scripts: %s)",
    async (javaScriptEnabled) => {
      const { page, close } = await visit(
        chromium.browser,
        `${app.origin}/subscribe?organizations=facebook`,
        {
          javaScriptEnabled,
          viewport: viewports.phone,
        },
      );
      const heading = (name: string) => page.getByRole("heading", { name }).waitFor();
      const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
      // Without scripts, axe would not run.
      const check = () => (javaScriptEnabled ? expectFit(page) : undefined);
      await check();
      await page.getByLabel("Email address").fill(longAddress);
      await press("Subscribe");
      await heading("Confirm your address");
      await check();
      const [watch] = await database.db.query<Watch>(sql`select key from watches`);
      await page.goto(await linkTo("confirm", watch ?? expect.fail("nothing was stored")));
      await press("Confirm");
      await heading("You are subscribed");
      await check();
      await page.getByRole("link", { name: "Change when you get it" }).click();
      await page.getByLabel("How often").selectOption("WEEKLY");
      await page.getByLabel("Day, if every week").selectOption("Friday");
      await press("Change");
      await page.getByText("Changed.").waitFor();
      await page.getByText("every Friday at 8:00").waitFor();
      await check();
      await press("Unsubscribe");
      await heading("You are unsubscribed");
      await check();
      await press("Subscribe again");
      await heading("You are subscribed");
      await close();
    },
  );

  test("the HTML of a digest is accessible, loads nothing and fits a phone, light and dark", async () => {
    const [first] = exampleDigest.papers;
    const long = {
      ...(first ?? expect.fail("no paper")),
      title: "x".repeat(300),
      organization: "y".repeat(100),
    };
    const html = digestHtml({ ...exampleDigest, papers: [...exampleDigest.papers, long] });
    for (const colorScheme of colorSchemes) {
      const { page, problems, close } = await visit(chromium.browser, `${app.origin}/nowhere`, {
        colorScheme,
        // That of our pages allows no inline styles.
        bypassCSP: true,
        viewport: viewports.phone,
      });
      problems.length = 0;
      await page.setContent(html);
      expect(await overflowOf(page)).toEqual([]);
      // Mail programs show a mail within a page of theirs.
      const ofPages = /^(?:region|landmark-one-main):/;
      expect((await violationsOn(page)).filter((violation) => !ofPages.test(violation))).toEqual([]);
      expect(problems).toEqual([]);
      await close();
    }
  });
});
