import { foldSpace } from "../../../text/spaces.js";
import type { PageItem } from "./page-items.js";

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  middot: "·",
  bull: "•",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  times: "×",
};

/** Decodes numeric character references and the named ones that pages use. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal, hexadecimal, name) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Elements whose content is not rendered. */
const hidden = new Set(["script", "style", "svg", "noscript", "template", "head"]);
/** Elements that do not break a line. */
const inline = new Set([
  "a",
  "span",
  "b",
  "i",
  "em",
  "strong",
  "code",
  "sub",
  "sup",
  "mark",
  "small",
  "img",
  "u",
  "font",
]);
/** Maximum length of a tag; parsing stops at a longer one. */
const maxTagLength = 8 * 1024 * 1024;

/**
 * Extracts the items of a saved web page: the text of each link, and each block of text outside links. Does not build a tree;
 * pages saved by browsers are well-formed enough.
 */
export function htmlItems(html: string): PageItem[] {
  const items: PageItem[] = [];
  let [text, href, heading, line] = ["", undefined as string | undefined, 0, 1];
  const flush = () => {
    const folded = foldSpace(decodeEntities(text));
    text = "";
    if (folded === "" && href === undefined) return;
    items.push({
      text: folded,
      isHeading: heading > 0,
      isSameLine: false,
      line,
      ...(href === undefined ? {} : { href }),
    });
  };
  for (let at = 0; at < html.length; ) {
    const next = html.indexOf("<", at);
    const start = next < 0 ? html.length : next;
    text += html.slice(at, start);
    line += countLines(html, at, start);
    const tag = tagAt(html, start);
    if (tag === undefined) break;
    line += countLines(html, start, tag.end);
    at = tag.end;
    if (tag.attributes === undefined) {
      text += "<";
      continue;
    }
    const { name, closes } = tag;
    if (name === "a") {
      flush();
      href = closes ? undefined : decodeEntities(attribute(tag.attributes, "href") ?? "");
    } else if (!inline.has(name)) {
      // Blocks within a link are part of its text.
      if (href === undefined) flush();
      else text += " ";
    }
    if (/^h[1-6]$/.test(name)) heading = Math.max(0, heading + (closes ? -1 : 1));
    if (hidden.has(name) && !closes) {
      const closing = new RegExp(`</${name}`, "gi");
      closing.lastIndex = at;
      const end = closing.exec(html)?.index;
      if (end === undefined) break;
      line += countLines(html, at, end);
      at = end;
    }
  }
  href = undefined;
  flush();
  return items;
}

/** Undecoded value of an attribute. */
export function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(attributes);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

interface Tag {
  /** In lower case; `span` for markup that is skipped. */
  name: string;
  closes: boolean;
  /** Undefined for a `<` that is not markup. */
  attributes: string | undefined;
  end: number;
}

/** Parses the tag, comment or declaration at a `<`; undefined if it does not end. */
export function tagAt(html: string, start: number): Tag | undefined {
  if (start >= html.length) return undefined;
  const nothing = { name: "span", closes: false, attributes: "" };
  if (!/[a-z/!?]/i.test(html[start + 1] ?? "")) return { ...nothing, attributes: undefined, end: start + 1 };
  if (html.startsWith("<!--", start)) {
    const end = html.indexOf("-->", start + 4);
    return end < 0 ? undefined : { ...nothing, end: end + 3 };
  }
  const [opening, slash, name] = /^<(\/?)([a-zA-Z][\w:-]*)/.exec(html.slice(start, start + 60)) ?? [];
  const end = endOfTag(html, start);
  if (end === undefined) return undefined;
  const attributes = html.slice(start + (opening?.length ?? 1), end);
  return { name: name?.toLowerCase() ?? "span", closes: slash === "/", attributes, end: end + 1 };
}

/** Index of the first `>` outside quotes. */
function endOfTag(html: string, start: number): number | undefined {
  const sign = /["'>]/g;
  for (let at = start; ; ) {
    sign.lastIndex = at;
    const found = sign.exec(html);
    if (found === null || found.index - start > maxTagLength) return undefined;
    if (found[0] === ">") return found.index;
    const closing = html.indexOf(found[0], found.index + 1);
    if (closing < 0) return undefined;
    at = closing + 1;
  }
}

function countLines(text: string, from: number, to: number): number {
  return text.slice(from, to).split("\n").length - 1;
}
