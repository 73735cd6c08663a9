import type { AuthorDraft } from "../src/domain/interchange/paper-draft.js";
import { fromQuantiles, zipf } from "./distributions.js";
import * as figures from "./figures.js";
import { type FullName, fullName, rememberPeople, withoutAccents } from "./people.js";
import { mix, mixedFraction, type Random } from "./random.js";

/** Makes author lists. A person is a pure function of the person's number. */
export interface AuthorMaker {
  /** The first author. Lower numbers are more prolific. */
  leader(random: Random): number;
  /** The authors of the paper with this index, the leader first. */
  people(random: Random, leader: number, index: number): ReadonlySet<number>;
  /** The same people as printed; two may share a name. */
  authors(random: Random, leader: number, index: number): AuthorDraft[];
}

/** Share of authors from the leader's usual coauthors. */
const shareFromCircle = 0.6;
const circleSize = 40;

/**
 * `feed`: like Daily Papers. `archive`: like arXiv, about five authors and one or two keywords per paper, with unique names, one
 * person on 3,000 papers and one paper with 3,303 authors.
 */
export type Shape = "feed" | "archive";

export function createAuthorMaker(shape: Shape): AuthorMaker {
  const archive = shape === "archive";
  const listLength = fromQuantiles(archive ? figures.authorsPerArchivePaper : figures.authorsPerPaper);
  const { size, exponent, flat } = archive ? figures.peopleOfArchive : figures.people;
  const rank = zipf(size, exponent, flat);
  const personAt = rememberPeople((number) => createPerson(number, archive));
  const lengthAt = (random: Random, index: number) => {
    const length = listLength(random.fraction());
    return archive && index === figures.longestList.index ? figures.longestList.authors : length;
  };
  const { person, every, among } = figures.mostProlific;
  const guestsAt = (index: number) => (archive && index < among && index % every === 0 ? [person] : []);

  const people = (random: Random, leader: number, index: number) => {
    const length = lengthAt(random, index);
    const chosen = new Set([leader, ...guestsAt(index)]);
    for (let attempt = 0; chosen.size < length && attempt < 20 * length; attempt++) {
      const place = Math.floor(random.fraction() ** 2 * circleSize);
      // Coauthors are drawn by productivity too, which preserves its distribution.
      chosen.add(rank(random.chance(shareFromCircle) ? mixedFraction(leader, place + 1) : random.fraction()));
    }
    return chosen;
  };

  return {
    leader: (random) => rank(random.fraction()),
    people,
    authors(random, leader, index) {
      const authors: AuthorDraft[] = [];
      for (const number of people(random, leader, index)) authors.push(authorship(random, personAt(number)));
      return authors;
    },
  };
}

interface Person extends FullName {
  plain: string;
  account?: { accountId: string; username: string; avatarUrl?: string };
}

function createPerson(number: number, unique: boolean): Person {
  const name = fullName(number, unique);
  const person: Person = { ...name, plain: withoutAccents(name.full) };
  if (mixedFraction(number, 2) >= figures.shareOfPeopleWithAccount) return person;
  // 24 hexadecimal digits, like account IDs of the feed; the last eight are the person's number.
  const accountId = `5eed${hex(mix(number, 3))}0000${hex(number)}`;
  const username = `${withoutAccents(name.given.charAt(0) + name.family).toLowerCase()}-${number.toString(36)}`;
  person.account = { accountId, username };
  // Every tenth account has no avatar.
  if (number % 10 !== 0) person.account.avatarUrl = `https://avatars.example.org/${accountId}.png`;
  return person;
}

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

function printed(random: Random, { given, family, full, plain }: Person): string {
  const chance = random.fraction();
  if (chance < figures.sharePrintedWithInitials) return `${given.charAt(0)}. ${family}`;
  return chance > 1 - figures.sharePrintedWithoutAccents ? plain : full;
}

function hex(number: number): string {
  return number.toString(16).padStart(8, "0");
}
