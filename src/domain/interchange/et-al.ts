/** `paper-schema.ts` rejects longer names, and these patterns would be slow on them. */
const maxNameLength = 500;

/** Separators between and around words: `et.al.`, `[et al.]`. */
const signs = String.raw`[^\p{L}\p{N}]`;
/** `Etal` after a first name is a surname. */
const etAl = `(?:[Ee][Tt]${signs}+[Aa][Ll]|etal|ETAL)(?:ii|iae|ia|II|IAE|IA)?`;
const many = String.raw`(?:(?:\d+|many)\s+)?[Oo]thers|(?:(?:\d+|MANY)\s+)?OTHERS|\d+\s+more(?:\s+authors)?`;
const tail = new RegExp(
  String.raw`(?:^|${signs})(?:${etAl}|(?:and|AND|&|\+|plus)\s*(?:${many}))${signs}*$`,
  "u",
);
const whole = new RegExp(String.raw`^${signs}*(?:[Ee]t|Etal|al\.|${many})${signs}*$`, "u");

/**
 * Removes the placeholder for unlisted authors from a printed name: `Eli Stone et al.`, `Eli Stone and 3 others`.
 * Returns an empty string for a placeholder alone and for list remnants (`:`, `1,2`). `Al` is a name.
 */
export function stripEtAl(name: string): string {
  if (!/[A-Za-z]/.test(name) && !/\p{L}/u.test(name)) return "";
  // Fast path for almost all names; archives have tens of millions.
  if (!/et.?al|^\W*(?:et|al)\W*$|et\W+al|others|\dmore|\d\s+more|^(?:and|&)\s/i.test(name)) return name;
  if (name.length > maxNameLength) return name;
  const named = name.replace(/^(?:and|AND|&)\s+(?!(?:\d+\s|many\s)?others)/u, "");
  if (whole.test(named)) return "";
  const rest = named.replace(tail, "");
  return rest === named ? named : stripEtAl(rest.replace(/[\s,;([{&]+$/u, ""));
}
