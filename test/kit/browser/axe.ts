import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { z } from "zod";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const results = z.object({
  violations: z.array(
    z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
  ),
});

/** Violations of the rules of accessibility that axe knows, each with an element. */
export async function violationsOn(page: Page): Promise<string[]> {
  // As the debugger runs it, the policy of the page does not apply.
  await page.evaluate(source);
  const { violations } = results.parse(
    await page.evaluate("axe.run(document, { resultTypes: ['violations'] })"),
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 200)}`);
}
