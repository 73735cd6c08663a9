import type { AuthorDraft } from "../src/domain/draft.js";
import { fromQuantiles, zipf } from "./distributions.js";
import * as figures from "./figures.js";
import { personName } from "./names.js";
import { mix, mixedFraction, type Random } from "./random.js";
import { stem } from "./words.js";

/** Makes author lists. Everything about a person follows from the person's number, in every world the same. */
export interface AuthorMaker {
  /** Who leads a paper; the more prolific, the lower the number. */
  leader(random: Random): number;
  /** The authors of the paper of an index, the leader first; no person twice, but sometimes two of one name. */
  authors(random: Random, leader: number, index: number): AuthorDraft[];
}

/** How many of a paper's authors come from the people that its leader usually writes with. */
const shareFromCircle = 0.6;
const circleSize = 40;

/**
 * What papers are like: `feed`, as those of Daily Papers; `archive`, about five authors and one or two keywords each,
 * as on arXiv, all names different, with one person on 3,000 papers and one paper of 3,303 authors.
 */
export type Shape = "feed" | "archive";

export function createAuthorMaker(shape: Shape): AuthorMaker {
  const archive = shape === "archive";
  const listLength = fromQuantiles(archive ? figures.authorsPerArchivePaper : figures.authorsPerPaper);
  const { size, exponent, flat } = archive ? figures.peopleOfArchive : figures.people;
  const rank = zipf(size, exponent, flat);
  const personAt = rememberPeople(archive);
  const lengthAt = (random: Random, index: number) => {
    const length = listLength(random.fraction());
    return archive && index === figures.longestList.index ? figures.longestList.authors : length;
  };
  const { person, every, among } = figures.mostProlific;
  const guestsAt = (index: number) => (archive && index < among && index % every === 0 ? [person] : []);

  return {
    leader: (random) => rank(random.fraction()),
    authors(random, leader, index) {
      const length = lengthAt(random, index);
      const people = new Set([leader, ...guestsAt(index)]);
      for (let tries = 0; people.size < length && tries < 20 * length; tries++) {
        const place = Math.floor(random.fraction() ** 2 * circleSize);
        // A circle is drawn from everyone by productivity, so that it leaves the productivity of all as it is.
        people.add(
          rank(random.chance(shareFromCircle) ? mixedFraction(leader, place + 1) : random.fraction()),
        );
      }
      const authors: AuthorDraft[] = [];
      for (const number of people) authors.push(authorship(random, personAt(number)));
      return authors;
    },
  };
}

/** What is the same of a person in every paper. */
interface Person {
  given: string;
  family: string;
  full: string;
  withoutAccents: string;
  account?: { accountId: string; username: string; avatarUrl?: string };
}

/** Remembers the most prolific people, who write three quarters of all authorships: making one anew takes longer. */
function rememberPeople(unique: boolean): (number: number) => Person {
  const most = 65_536;
  const known: (Person | undefined)[] = [];
  return (number) => {
    const person = known[number] ?? createPerson(number, unique);
    if (number < most) known[number] = person;
    return person;
  };
}

function createPerson(number: number, unique: boolean): Person {
  let trait = mix(number, 1);
  const {
    given,
    middle: drawn,
    family,
  } = personName(() => {
    trait = mix(trait, number);
    return trait / 4294967296;
  });
  const middle = unique ? stem(number) : drawn;
  const full = middle === "" ? `${given} ${family}` : `${given} ${middle} ${family}`;
  const person: Person = { given, family, full, withoutAccents: plain(full) };
  if (mixedFraction(number, 2) >= figures.shareOfPeopleWithAccount) return person;
  // 24 hexadecimal digits as the feed's accounts have; the last eight are the person's number.
  const accountId = `5eed${hex(mix(number, 3))}0000${hex(number)}`;
  const username = `${plain(given.charAt(0) + family).toLowerCase()}-${number.toString(36)}`;
  person.account = { accountId, username };
  // Every tenth account has no picture of its own.
  if (number % 10 !== 0) person.account.avatarUrl = `https://avatars.example.org/${accountId}.png`;
  return person;
}

/** One printing of a person's name: claimed or not, in full or not, with its accents or without. */
function authorship(random: Random, person: Person): AuthorDraft {
  const author: AuthorDraft = { name: printed(random, person) };
  if (random.chance(figures.shareHidden)) author.hidden = true;
  if (person.account && random.chance(figures.shareClaimedByAccount)) {
    const { accountId, username, avatarUrl } = person.account;
    author.accountId = accountId;
    author.username = username;
    if (avatarUrl !== undefined) author.avatarUrl = avatarUrl;
    if (author.name !== person.full) author.accountName = person.full;
  }
  return author;
}

function printed(random: Random, { given, family, full, withoutAccents }: Person): string {
  const chance = random.fraction();
  if (chance < figures.sharePrintedWithInitials) return `${given.charAt(0)}. ${family}`;
  return chance > 1 - figures.sharePrintedWithoutAccents ? withoutAccents : full;
}

function hex(number: number): string {
  return number.toString(16).padStart(8, "0");
}

/** Without accents, as keyboards and old systems print names. */
function plain(text: string): string {
  if (!/[^ -~]/.test(text)) return text;
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("Ł", "L").replaceAll("ł", "l");
}
