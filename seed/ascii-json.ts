/** JSON in ASCII, like Python's: `"Bal\u00e1zs"`. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A JSON string without its quotes. */
export function asciiJsonText(text: string): string {
  return asciiJson(text).slice(1, -1);
}
