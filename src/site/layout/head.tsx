import type { Page } from "../routing/route.js";
import type { Shell } from "./shell.js";

/** Metadata of a page, for browsers, search engines and link previews. */
export function Head({ shell, origin, page }: { shell: Shell; origin: string; page: Page }) {
  const { assets } = shell;
  const { title, description, address, alternates = [], jsonLd, kind = "website" } = page;
  const permanent = `${origin}${address}`;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <script src={assets.theme} />
      <link rel="stylesheet" href={assets.style} />
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      {assets.modules.map((module) => (
        <link key={module} rel="modulepreload" href={module} />
      ))}
      <script type="module" src={assets.script} />
      <meta name="description" content={description} />
      <link rel="canonical" href={permanent} />
      {alternates.map(({ type, title: name, address: other }) => (
        <link key={other} rel="alternate" type={type} title={name} href={other} />
      ))}
      <link
        rel="search"
        type="application/opensearchdescription+xml"
        title="papergraph"
        href="/opensearch.xml"
      />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:type" content={kind} />
      <meta property="og:url" content={permanent} />
      <meta property="og:site_name" content="papergraph" />
      <meta name="twitter:card" content="summary" />
      {jsonLd && <JsonLd value={{ "@context": "https://schema.org", ...jsonLd }} />}
    </head>
  );
}

/** Data that no browser executes. `<` is escaped, because the text must not end its element. */
function JsonLd({ value }: { value: Readonly<Record<string, unknown>> }) {
  const html = JSON.stringify(value).replaceAll("<", "\\u003c");
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: html }} />;
}
