/**
 * Maximum nesting of brackets in a text, ignoring strings and comments.
 *
 * JSON.parse and the GraphQL parser, validator and printer are recursive: a deeply nested text overflows their stack. This
 * scan takes one pass and constant memory. The text may be invalid: a parser stops at the first error, and until then it
 * nests no deeper than the brackets counted.
 *
 * @param syntax `json`: braces, brackets and strings. `graphql`: also parentheses, block strings and comments
 * @param max the scan stops beyond this depth and returns max + 1
 */
export function nestingOf(text: string, syntax: "json" | "graphql", max: number): number {
  const graphql = syntax === "graphql";
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = graphql && text.startsWith('"""', at) ? endOfBlockString(text, at) : endOfString(text, at);
        break;
      case "#":
        if (graphql) at = endOfComment(text, at);
        break;
      case "(":
        if (graphql) depth += 1;
        break;
      case ")":
        if (graphql && depth > 0) depth -= 1;
        break;
      case "{":
      case "[":
        depth += 1;
        break;
      case "}":
      case "]":
        if (depth > 0) depth -= 1;
        break;
    }
    if (depth > max) return max + 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/** Index of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote;
}

/** Whether the index is preceded by an odd number of backslashes. The opening quote ends the search. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === "\\") before -= 1;
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
