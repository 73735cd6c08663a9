/** Combining characters, and the commands by which TeX puts them on a letter. */
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

/** Letters that TeX has commands for, because they are no other letter with a mark. */
const letters: Readonly<Record<string, string>> = { ł: "l", Ł: "L", ı: "i", ø: "o", Ø: "O" };

/** A name as arXiv's authors type it: `Balázs` is `Bal\'azs`, `Černý` `\v{C}ern\'y`, `Łukasz` `{\L}ukasz`. */
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
