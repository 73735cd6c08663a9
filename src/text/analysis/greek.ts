const names =
  `alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon
  phi chi psi omega`.split(/\s+/);
const alpha = 0x3b1;

/** Lower-case letters without accents, all of them as their names. */
export function withGreekNames(text: string): string {
  return text.replace(/[α-ω]/g, (letter) => names[letter.charCodeAt(0) - alpha] ?? letter);
}

/**
 * Replaces a Greek letter by its name if it is a symbol, alone or before Latin letters: `π` becomes `pi`, `μp` becomes `mup`.
 * Greek words are kept, with one form of sigma. Expects lower case.
 */
export function spelledOut(word: string): string {
  const name = names[word.charCodeAt(0) - alpha];
  if (name !== undefined && /^.[a-z]*$/.test(word)) return name + word.slice(1);
  return word.replaceAll("ς", "σ");
}
