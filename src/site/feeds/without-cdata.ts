const signs: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * XML with texts in place of CDATA sections, which `feedsmith` writes on lines of their own: the white space around them would be part
 * of IDs and addresses, where RFC 4287 forbids it.
 */
export function withoutCdata(xml: string): string {
  return xml.replace(/\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*/g, (_section, text: string) =>
    text.replace(/[&<>]/g, (sign) => signs[sign] ?? sign),
  );
}
