import type { Browser, BrowserContextOptions, Page, Response } from "playwright-core";

/** A page that is open, and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  /** Errors of the console and of scripts, refused content, failed requests, and requests to other hosts. */
  readonly problems: string[];
  /** Bytes received, as transferred. */
  bytes(): Promise<number>;
  close(): Promise<void>;
}

/** Opens an address in a context of its own, and records problems from then on. */
export async function visit(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const { origin } = new URL(address);
  const problems: string[] = [];
  const received: Response[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) problems.push(`request to another host: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    // Leaving a page ends its stream and what it prefetches.
    const reason = request.failure()?.errorText ?? "";
    if (!reason.includes("ERR_ABORTED")) problems.push(`failed: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => received.push(response));
  await page.goto(address);
  return {
    page,
    problems,
    async bytes() {
      const sizes = await Promise.all(
        received
          .filter((response) => !/event-stream/.test(response.headers()["content-type"] ?? ""))
          .map((response) => response.request().sizes()),
      );
      return sizes.reduce(
        (sum, { responseBodySize, responseHeadersSize }) => sum + responseBodySize + responseHeadersSize,
        0,
      );
    },
    close: () => context.close(),
  };
}

/** Widths of a phone and of a desktop. */
export const viewports = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 900 },
} as const;
