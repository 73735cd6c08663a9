/** FNV-1a over UTF-16 code units, as a signed 32-bit integer: http://www.isthe.com/chongo/tech/comp/fnv */
export function hashTerm(term: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < term.length; index += 1)
    hash = Math.imul(hash ^ term.charCodeAt(index), 0x01000193);
  return hash;
}
