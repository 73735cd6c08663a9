/** What a parser will build from a text. */
export interface Shape {
  /** Maximum nesting of brackets, ignoring strings and comments. */
  readonly depth: number;
  /** Members of objects and elements of lists, in JSON. */
  readonly values: number;
}

const [quote, comma, hash, backslash] = [0x22, 0x2c, 0x23, 0x5c];
const [openParen, closeParen, openList, closeList, openObject, closeObject] = [
  0x28, 0x29, 0x5b, 0x5d, 0x7b, 0x7d,
];

/**
 * The shape of a text, without parsing it.
 *
 * JSON.parse and the GraphQL parser, validator and printer are recursive: a deeply nested text overflows their stack. And a
 * value of three bytes, as in `[{},{},{}]`, takes 64 bytes once it is parsed. This scan takes one pass and constant
 * memory. The text may be invalid: a parser stops at the first error, and until then it builds no more than was counted.
 *
 * @param syntax `json`: braces, brackets and strings. `graphql`: also parentheses, block strings and comments
 * @param max the scan stops once it finds more of either
 */
export function shapeOf(text: string, syntax: "json" | "graphql", max: Shape): Shape {
  const graphql = syntax === "graphql";
  let [depth, deepest, values] = [0, 0, 0];
  /** Whether a list or object has just begun: what follows is its first value, or its end. */
  let begins = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    // White space.
    if (char <= 0x20) continue;
    if (begins && char !== closeList && char !== closeObject) values += 1;
    begins = false;
    switch (char) {
      case quote:
        at = graphql && text.startsWith('"""', at) ? endOfBlockString(text, at) : endOfString(text, at);
        break;
      case hash:
        if (graphql) at = endOfComment(text, at);
        break;
      case comma:
        values += 1;
        break;
      case openParen:
        if (graphql) depth += 1;
        break;
      case closeParen:
        if (graphql && depth > 0) depth -= 1;
        break;
      case openList:
      case openObject:
        depth += 1;
        begins = true;
        break;
      case closeList:
      case closeObject:
        if (depth > 0) depth -= 1;
        break;
    }
    if (depth > deepest) deepest = depth;
    if (deepest > max.depth || values > max.values) break;
  }
  return { depth: deepest, values };
}

/** Index of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

/** Whether the index is preceded by an odd number of backslashes. The opening quote ends the search. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}

/** Index of the last closing quote, or the end of the text. The only escape is `\"""`. */
function endOfBlockString(text: string, start: number): number {
  let quotes = text.indexOf('"""', start + 3);
  while (quotes !== -1 && text[quotes - 1] === "\\") quotes = text.indexOf('"""', quotes + 3);
  return quotes === -1 ? text.length : quotes + 2;
}

/** Index of the line terminator, or the end of the text. */
function endOfComment(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return at;
}
