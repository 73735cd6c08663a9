import { accentsAsTex } from "./accents.js";
import { asciiJson, asciiJsonText } from "./ascii-json.js";
import { juniorEvery } from "./figures.js";
import { type FullName, fullName, rememberPeople, withoutAccents } from "./people.js";

/** Names as JSON. */
export interface SnapshotName {
  /** In the author line, without quotes: `Martin Luther King Jr.` */
  line: string;
  /** As parsed by arXiv, with accented letters instead of TeX: `["King","Martin Luther","Jr."]` */
  parsed: string;
}

export interface SnapshotPerson {
  plain: SnapshotName;
  /** With accents, if any. */
  accented: SnapshotName;
}

export function createSnapshotPeople(): (number: number) => SnapshotPerson {
  return rememberPeople((number) => {
    const name = fullName(number, true);
    const suffix = number % juniorEvery === juniorEvery - 1 ? "Jr." : "";
    if (!/[^ -~]/.test(name.full)) {
      const plain = nameOf(name, suffix);
      return { plain, accented: plain };
    }
    const { given, family, full } = name;
    const unaccented = {
      given: withoutAccents(given),
      family: withoutAccents(family),
      // Some non-ASCII letters do not decompose.
      full: asciiJsonText(withoutAccents(full)),
    };
    const accented = { given, family, full: asciiJsonText(accentsAsTex(full)) };
    return { plain: nameOf(unaccented, suffix), accented: nameOf(accented, suffix) };
  });
}

function nameOf({ given, family, full }: FullName, suffix: string): SnapshotName {
  return {
    line: suffix === "" ? full : `${full} ${suffix}`,
    parsed: asciiJson([family, given, suffix]),
  };
}
