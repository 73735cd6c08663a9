import { unwrap } from "../wrappers.js";
import { attribute, decodeEntities, tagAt } from "./html-items.js";

/**
 * Extracts the rows that a web page of Daily Papers contains as JSON, in the form of `/api/daily_papers`:
 * `<div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;: …}">`. Empty if the page was saved without them.
 */
export function hydratedRows(html: string): readonly unknown[] {
  const target = html.indexOf('data-target="DailyPapers"');
  const tag = target < 0 ? undefined : tagAt(html, html.lastIndexOf("<", target));
  const props = attribute(tag?.attributes ?? "", "data-props");
  if (props === undefined) return [];
  try {
    const value: unknown = JSON.parse(decodeEntities(props));
    const rows = (value as { dailyPapers?: unknown }).dailyPapers;
    return Array.isArray(rows) ? rows : (unwrap(value)?.rows ?? []);
  } catch {
    return [];
  }
}
