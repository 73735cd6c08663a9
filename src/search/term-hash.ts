/** FNV-1a over the code units of a term, as a signed number of 32 bits: http://www.isthe.com/chongo/tech/comp/fnv */
export function hashTerm(term: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < term.length; index += 1)
    hash = Math.imul(hash ^ term.charCodeAt(index), 0x01000193);
  return hash;
}
