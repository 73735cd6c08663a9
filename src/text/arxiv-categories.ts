/** `cs.CL`, `cond-mat.str-el`, `hep-th`: an archive, and a subject unless the archive has none. */
const shape = /^([a-z]+(?:-[a-z]+)*)(?:\.([a-z]+(?:-[a-z]+)?))?$/i;

/** Archives that are categories by themselves, including former ones. */
const wholeArchives = new Set(
  `acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat dg-ga funct-an
  gr-qc hep-ex hep-lat hep-ph hep-th math-ph mtrl-th nucl-ex nucl-th patt-sol plasm-ph q-alg q-bio q-fin quant-ph solv-int
  supr-con`.split(/\s+/),
);

/** Archives whose subjects are words, `physics.ao-ph`; those of others are two letters. */
const archivesOfWords = new Set(["cond-mat", "physics"]);

/**
 * Parses a category of arXiv in any case, such as `cs.CL`, `physics.optics` or `hep-th`.
 *
 * @returns the category as arXiv spells it; undefined for other text
 */
export function parseCategory(text: string): string | undefined {
  const [, name, subject] = (text.length <= 40 && shape.exec(text.trim())) || [];
  const archive = name?.toLowerCase();
  if (archive === undefined) return undefined;
  if (subject === undefined) return wholeArchives.has(archive) ? archive : undefined;
  if (archivesOfWords.has(archive)) return `${archive}.${subject.toLowerCase()}`;
  return subject.length === 2 ? `${archive}.${subject.toUpperCase()}` : undefined;
}
