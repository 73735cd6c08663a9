/** TeX accent commands by combining character. */
const marks: Readonly<Record<string, string>> = {
  "\u0300": "`",
  "\u0301": "'",
  "\u0302": "^",
  "\u0303": "~",
  "\u0304": "=",
  "\u0306": "u",
  "\u0307": ".",
  "\u0308": '"',
  "\u030a": "r",
  "\u030b": "H",
  "\u030c": "v",
  "\u0327": "c",
  "\u0328": "k",
};

/** TeX commands of letters that do not decompose. */
const letters: Readonly<Record<string, string>> = { ł: "l", Ł: "L", ı: "i", ø: "o", Ø: "O" };

/** Encodes accents as TeX, as arXiv authors do: `Balázs` is `Bal\'azs`, `Černý` `\v{C}ern\'y`, `Łukasz` `{\L}ukasz`. */
export function accentsAsTex(name: string): string {
  return name.replace(/[^ -~]/g, (letter) => {
    const ofLetter = letters[letter];
    if (ofLetter !== undefined) return `{\\${ofLetter}}`;
    const [base = "", mark = ""] = letter.normalize("NFD");
    const command = marks[mark];
    if (command === undefined) return letter;
    return /[a-zA-Z]/.test(command) ? `\\${command}{${base}}` : `\\${command}${base}`;
  });
}
