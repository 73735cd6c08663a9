import { SaxesParser } from "saxes";

export interface XmlElement {
  /** Without prefix. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** Excluding the text of children. */
  text: string;
  children: XmlElement[];
}

/** Records of arXiv are 5 levels deep; the longest author list has some 15,000 elements. */
const maxDepth = 64;
const maxElements = 200_000;
const maxAttributes = 1_000;

/**
 * Parses one element. Only the five predefined entities and numeric character references are supported; entities defined by a
 * document are errors.
 */
export function parseXml(text: string): XmlElement | { problem: string } {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  const path: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let attributes = 0;
  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > maxAttributes) throw new Error("too many attributes");
  });
  parser.on("opentag", (tag) => {
    const element = { name: localName(tag.name), attributes: tag.attributes, text: "", children: [] };
    path.at(-1)?.children.push(element);
    path.push(element);
    root ??= element;
    elements += 1;
    attributes = 0;
    if (path.length > maxDepth) throw new Error(`elements nested more than ${maxDepth} deep`);
    if (elements > maxElements) throw new Error("too many elements");
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

/** Trimmed text of the first child with this name. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.children.find((child) => child.name === name)?.text.trim();
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
