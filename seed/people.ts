import { personName } from "./names.js";
import { mix } from "./random.js";
import { stem } from "./words.js";

/** A pure function of the person's number. */
export interface FullName {
  /** Given names and initials. */
  given: string;
  family: string;
  full: string;
}

/** @param unique whether to make names unique by an invented middle name */
export function fullName(number: number, unique: boolean): FullName {
  let trait = mix(number, 1);
  const name = personName(() => {
    trait = mix(trait, number);
    return trait / 4294967296;
  });
  const middle = unique ? stem(number) : name.middle;
  const given = middle === "" ? name.given : `${name.given} ${middle}`;
  return { given, family: name.family, full: `${given} ${name.family}` };
}

/** Caches the most prolific people, who account for most authorships. */
export function rememberPeople<Person>(createPerson: (number: number) => Person): (number: number) => Person {
  const maxCached = 65_536;
  const cache: (Person | undefined)[] = [];
  return (number) => {
    const person = cache[number] ?? createPerson(number);
    if (number < maxCached) cache[number] = person;
    return person;
  };
}

export function withoutAccents(text: string): string {
  if (!/[^ -~]/.test(text)) return text;
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("Ł", "L").replaceAll("ł", "l");
}
