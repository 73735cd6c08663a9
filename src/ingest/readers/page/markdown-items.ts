import { foldSpace } from "../../../text/spaces.js";
import type { PageItem } from "./page-items.js";

/** Whether a text has Markdown links, `[text](url)` or `[text][12]`, or a URL below each text. */
export function hasLinks(text: string): boolean {
  return /\]\((?:https?:\/\/|\/)[^)\s]*\/?papers\/|^#{1,6} \[|\]\[\d+\]|^https?:\/\/huggingface\.co\/papers\/\d/m.test(
    text,
  );
}

/** `[32]: https://huggingface.co/papers/2507.00001` */
const definition = /^ {0,3}\[([^\]\n]{1,80})\]:[ \t]*(\S+)[^\n]*$/gm;
const image = /!\[[^[\]]*\]\([^()\s]*(?:\s+"[^"\n]*")?\)/g;
/** The target after the closing bracket of a link. */
const address =
  /\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+"[^"\n]*")?\s*\)|\[([^[\]\n]{0,80})\]/y;
const mark = /\\[\s\S]|[[\]\n]/g;
/** Maximum length of the prefix of a line (`lineStart`) before a link that spans paragraphs. */
const maxIndent = 40;
const lineStart = /^[\s#*•\-[]*$/;

/**
 * Extracts the items of a page as Markdown, as written by html2text (with numbered URLs, listed at the end or missing), or with
 * each URL on a separate line.
 */
export function markdownItems(text: string): PageItem[] {
  const addresses = new Map<string, string>();
  const body = text
    .replace(definition, (_whole, name: string, href: string) => {
      addresses.set(name, href);
      return "";
    })
    .replace(image, " ");
  return new Scanner(body, addresses).scan();
}

/** Maximum number of open brackets; beyond it, the first ones are treated as text. */
const maxOpen = 50;

class Scanner {
  readonly #text: string;
  readonly #addresses: ReadonlyMap<string, string>;
  readonly #items: PageItem[] = [];
  /** Positions of open brackets. */
  #open: number[] = [];
  /** Number of the first of them that are known to begin a line. */
  #certain = 0;
  /** End of the text that has been converted to items, and its line. */
  #done = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, addresses: ReadonlyMap<string, string>) {
    this.#text = text;
    this.#addresses = addresses;
  }

  scan(): PageItem[] {
    mark.lastIndex = 0;
    for (let found = mark.exec(this.#text); found !== null; found = mark.exec(this.#text)) {
      const at = found.index;
      if (found[0] === "[") {
        this.#open.push(at);
        if (this.#open.length > maxOpen) {
          this.#open.shift();
          this.#certain = Math.max(0, this.#certain - 1);
        }
      } else if (found[0] === "]") mark.lastIndex = this.#close(at);
      else if (found[0] === "\n") this.#endLine(at);
    }
    this.#takeText(this.#text.length);
    return this.#items;
  }

  /** Handles a closing bracket. @returns where to continue */
  #close(at: number): number {
    const [first] = this.#open;
    if (first === undefined) return at + 1;
    address.lastIndex = at + 1;
    const [whole, href, name] = address.exec(this.#text) ?? [];
    if (whole === undefined) {
      this.#open.pop();
      this.#certain = Math.min(this.#certain, this.#open.length);
      return at + 1;
    }
    this.#takeText(first);
    const isHeading = /^\s*#+\s*$/.test(this.#text.slice(this.#lineStart, first));
    this.#take(this.#text.slice(first + 1, at), isHeading, href ?? this.#addresses.get(name ?? "") ?? "");
    this.#skipTo(at + 1 + whole.length);
    this.#open = [];
    this.#certain = 0;
    return this.#done;
  }

  #endLine(at: number): void {
    const next = this.#text[at + 1];
    if (next === "#") {
      this.#open = [];
      this.#certain = 0;
    }
    // A bracket within a sentence that is still open at the end of its paragraph does not begin a link.
    else if (next === "\n") {
      const certain = this.#open.slice(0, this.#certain);
      this.#open = [
        ...certain,
        ...this.#open.slice(this.#certain).filter((place) => this.#startsLine(place)),
      ];
      this.#certain = this.#open.length;
    }
  }

  #startsLine(place: number): boolean {
    const before = this.#text.slice(Math.max(0, place - maxIndent), place);
    const newline = before.lastIndexOf("\n");
    return (newline >= 0 || place < maxIndent) && lineStart.test(before.slice(newline + 1));
  }

  /** Converts the lines up to a position to items. */
  #takeText(end: number): void {
    for (const line of this.#text.slice(this.#done, end).split(/(?<=\n)/)) {
      const heading = /^\s*#+\s+/.exec(line)?.[0] ?? "";
      this.#take(line.slice(heading.length), heading !== "");
      this.#skipTo(this.#done + line.length);
    }
  }

  #skipTo(place: number): void {
    const passed = this.#text.slice(this.#done, place);
    const last = passed.lastIndexOf("\n");
    if (last >= 0) {
      this.#line += passed.split("\n").length - 1;
      this.#lineStart = this.#done + last + 1;
    }
    this.#done = place;
  }

  #take(typed: string, isHeading: boolean, href?: string): void {
    const text = plain(typed);
    const last = this.#items.at(-1);
    if (href === undefined) {
      if (text === "" || /^#+$/.test(text)) return;
      // A URL on a separate line belongs to the text before.
      if (/^https?:\/\/\S+$/.test(text) && last !== undefined && last.href === undefined) {
        last.href = text;
        return;
      }
    }
    const isSameLine = last !== undefined && last.line === this.#line && !/^\s*\n/.test(typed);
    this.#items.push({
      text,
      isHeading,
      isSameLine,
      line: this.#line,
      ...(href === undefined ? {} : { href }),
    });
  }
}

/** Removes Markdown's backslashes at line ends and before special characters. */
function plain(typed: string): string {
  return foldSpace(typed.replace(/\\+(?=\s|$)/g, " ").replace(/\\([_*[\]`#~|>])/g, "$1"));
}
