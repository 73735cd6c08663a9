import { renderToString } from "preact-render-to-string";
import type { Page } from "../routing/route.js";
import { Footer } from "./footer.js";
import { Head } from "./head.js";
import { Header } from "./header.js";
import type { Shell } from "./shell.js";

/** The HTML of a page. */
export function renderPage(shell: Shell, origin: string, page: Page): string {
  return `<!doctype html>${renderToString(
    <html lang="en">
      <Head shell={shell} origin={origin} page={page} />
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <Header address={page.address} search={page.search} graphiql={shell.graphiql} />
        <main id="main">{page.body}</main>
        <Footer freshness={page.freshness} graphiql={shell.graphiql} />
      </body>
    </html>,
  )}`;
}
