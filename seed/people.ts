import { personName } from "./names.js";
import { mix } from "./random.js";
import { stem } from "./words.js";

/** A person's name. It follows from the person's number, in every world the same. */
export interface FullName {
  /** Given names and initials. */
  given: string;
  family: string;
  full: string;
}

/** @param unique whether all people have names of their own, by an invented word in the middle */
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

/** Remembers the most prolific people, who write most of all authorships: making one anew takes longer. */
export function rememberPeople<Person>(createPerson: (number: number) => Person): (number: number) => Person {
  const most = 65_536;
  const known: (Person | undefined)[] = [];
  return (number) => {
    const person = known[number] ?? createPerson(number);
    if (number < most) known[number] = person;
    return person;
  };
}

/** Without accents, as keyboards and old systems print names. */
export function withoutAccents(text: string): string {
  if (!/[^ -~]/.test(text)) return text;
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("Ł", "L").replaceAll("ł", "l");
}
