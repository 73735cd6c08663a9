/** JSON in ASCII, as Python writes it: `"Bal\u00e1zs"`. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text as it stands between the quotes of JSON. */
export function asciiJsonText(text: string): string {
  return asciiJson(text).slice(1, -1);
}
