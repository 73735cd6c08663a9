/**
 * Whether a printed name names nobody: punctuation that a list of authors left behind (`:`), or a word for those who are not
 * listed (`et al.`, `and others`). `Al` is somebody.
 */
export function isNobody(name: string): boolean {
  // What nearly all names are, and cheap to find out: archives have tens of millions of them.
  if (/^(?!Et\b|Others\b)[A-Z]/.test(name)) return false;
  return (
    !/[\p{L}\p{N}]/u.test(name) ||
    /^(?:[Ee]t\.? [Aa]l(?:ii|\.)?|al\.|[Ee]t\.?|(?:and )?[Oo]thers\.?)$/.test(name)
  );
}
