import { SaxesParser } from "saxes";

/** An element; names are without prefixes. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** Directly in it, not in its children. */
  text: string;
  children: XmlElement[];
}

/** A record of arXiv's is 5 deep; its longest list of authors makes some 15,000 elements. */
const deepest = 64;
const mostElements = 200_000;
const mostAttributes = 1_000;

/**
 * Parses one element. There are no entities but XML's own five and characters by number: others, which a document could
 * define, are an error.
 */
export function parseXml(text: string): XmlElement | { problem: string } {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  const path: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let attributes = 0;
  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > mostAttributes) throw new Error("too many attributes");
  });
  parser.on("opentag", (tag) => {
    const element = { name: localName(tag.name), attributes: tag.attributes, text: "", children: [] };
    path.at(-1)?.children.push(element);
    path.push(element);
    root ??= element;
    elements += 1;
    attributes = 0;
    if (path.length > deepest) throw new Error(`elements in elements, more than ${deepest} deep`);
    if (elements > mostElements) throw new Error("too many elements");
  });
  parser.on("closetag", () => path.pop());
  const take = (more: string) => {
    const element = path.at(-1);
    if (element) element.text += more;
  };
  parser.on("text", take);
  parser.on("cdata", take);
  parser.on("error", (error) => {
    throw error;
  });
  try {
    parser.write(text).close();
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    return { problem: `the record is not well-formed XML (${reason.slice(0, 100)})` };
  }
  return root ?? { problem: "the record is empty" };
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child of a name, trimmed; undefined where there is none. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.children.find((child) => child.name === name)?.text.trim();
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
