import type { Ask, SiteRequest, TextFile } from "../routing/route.js";

export async function showFavicon(): Promise<TextFile> {
  return {
    contentType: "image/svg+xml",
    text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f5c57"/><path d="M8 22l6-7 4 4 7-10" fill="none" stroke="#fdfbf5" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="25" cy="9" r="2.6" fill="#fdfbf5"/></svg>`,
  };
}

/** Lets browsers offer the site's search in their address bar. */
export async function showOpenSearch({ origin }: SiteRequest, _ask: Ask): Promise<TextFile> {
  return {
    contentType: "application/opensearchdescription+xml; charset=utf-8",
    text: `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>papergraph</ShortName><Description>Trending research papers</Description><InputEncoding>UTF-8</InputEncoding><Url type="text/html" template="${origin.replaceAll("&", "&amp;")}/search?search={searchTerms}"/></OpenSearchDescription>`,
  };
}
