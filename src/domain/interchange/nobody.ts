/** `paper-schema.ts` refuses longer names, and these patterns would take long on them. */
const longestName = 500;

/** What may stand between the words and around them: `et.al.`, `[et al.]`. */
const signs = String.raw`[^\p{L}\p{N}]`;
/** `Etal` behind a first name is a surname. */
const etAl = `(?:[Ee][Tt]${signs}+[Aa][Ll]|etal|ETAL)(?:ii|iae|ia|II|IAE|IA)?`;
const many = String.raw`(?:(?:\d+|many)\s+)?[Oo]thers|(?:(?:\d+|MANY)\s+)?OTHERS|\d+\s+more(?:\s+authors)?`;
const tail = new RegExp(
  String.raw`(?:^|${signs})(?:${etAl}|(?:and|AND|&|\+|plus)\s*(?:${many}))${signs}*$`,
  "u",
);
const whole = new RegExp(String.raw`^${signs}*(?:[Ee]t|Etal|al\.|${many})${signs}*$`, "u");

/**
 * A printed name without the word for those who are not listed: `Eli Stone et al.`, `Eli Stone and 3 others`. Empty where it
 * names nobody: such words alone, or what a list of authors left behind (`:`, `1,2`). `Al` is somebody.
 */
export function somebodyIn(name: string): string {
  if (!/[A-Za-z]/.test(name) && !/\p{L}/u.test(name)) return "";
  // Cheap to find out, and true of nearly all names: archives have tens of millions of them.
  if (!/et.?al|^\W*(?:et|al)\W*$|et\W+al|others|\dmore|\d\s+more|^(?:and|&)\s/i.test(name)) return name;
  if (name.length > longestName) return name;
  const named = name.replace(/^(?:and|AND|&)\s+(?!(?:\d+\s|many\s)?others)/u, "");
  if (whole.test(named)) return "";
  const rest = named.replace(tail, "");
  return rest === named ? named : somebodyIn(rest.replace(/[\s,;([{&]+$/u, ""));
}
