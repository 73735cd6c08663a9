import fc from "fast-check";
import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { isFullName } from "../../src/domain/derived/account-names.js";
import { useDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

// Names by which people are found and shown.

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);

interface Person {
  id: string;
  name: string;
  accountName: string | null;
  username: string | null;
  papersCount: number;
}

async function people(search: string): Promise<Person[]> {
  const { authors } = await app.get<{ authors: { nodes: Person[] } }>(
    "query ($search: String) { authors(search: $search) { nodes { id name accountName username papersCount } } }",
    { search },
  );
  return authors.nodes;
}

let used = 0;
const arxivId = () => `2501.${String(++used).padStart(5, "0")}`;
const paperBy = (...authors: object[]) => ({ arxivId: arxivId(), title: `Paper ${used}`, authors });

describe("an account", () => {
  test("is found by every printed name, account name, and username", async () => {
    const paper = paperBy({ name: "Marta Oliveira" });
    await write.papers([paper]);
    const account = { accountId: "a1", accountName: "mori", username: "mori-ml" };
    await write.papers([{ ...paper, authors: [{ name: "Marta Oliveira", ...account }] }]);
    await write.papers([paperBy({ name: "M. de Oliveira", ...account })]);
    const found = { name: "Marta Oliveira", accountName: "mori", username: "mori-ml", papersCount: 2 };
    for (const search of [
      "marta oliveira",
      "mori",
      "MORI-ML",
      "mori-ml",
      "oliv mar",
      "m de oliveira",
      "mori oliveira",
    ])
      expect(await people(search), search).toMatchObject([found]);
    for (const search of ["marta olivia", "oliveira x", "ml2"])
      expect(await people(search), search).toEqual([]);
  });

  test("keeps what one paper states if the next one of a request does not", async () => {
    const account = { accountId: "half", accountName: "half_quill", username: "half-q" };
    await write.papers([
      paperBy({ name: "Half Quill", ...account }),
      paperBy({ name: "H. Quill", accountId: "half", username: "half-q2" }),
      paperBy({ name: "H. Quill", accountId: "half" }),
    ]);
    expect(await people("half_quill")).toMatchObject([{ accountName: "half_quill", username: "half-q2" }]);
  });

  test("is no longer found by a name that no paper has", async () => {
    const paper = paperBy({
      name: "Old Spelling",
      accountId: "a2",
      accountName: "New Person",
      username: "np",
    });
    await write.papers([paper]);
    expect(await people("old spelling")).toMatchObject([{ name: "New Person" }]);
    await write.papers([{ ...paper, authors: [{ name: "New Spelling", accountId: "a2" }] }]);
    expect(await people("old spelling")).toEqual([]);
    expect(await people("new spelling")).toMatchObject([
      { name: "New Person", accountName: "New Person", username: "np" },
    ]);
  });

  test("is found by its names on papers that it does not claim", async () => {
    await write.papers([
      paperBy({ name: "Ada Quill", accountId: "a3", accountName: "quill_42" }),
      paperBy({ name: "ADA QUILL" }),
      paperBy({ name: "Ada  Quill" }),
    ]);
    expect(await people("ada quill")).toMatchObject([
      { name: "Ada Quill", accountName: "quill_42", papersCount: 3 },
    ]);
  });

  test.each([
    ["Zhou", "one word"],
    ["jz@example.org", "an e-mail address"],
    ["jingren zhou <jz@example.org>", "an e-mail address"],
    ["ai fan 42", "a handle"],
    ["jing_ren", "a handle"],
  ])("named %s is shown under its most frequent printed name, %s", async (accountName) => {
    const accountId = `weak ${accountName}`;
    const key = String.fromCharCode(97 + used, 97 + used);
    await write.papers([
      paperBy({ name: `Jingren Zhou ${key}`, accountId, accountName }),
      paperBy({ name: `J. Zhou ${key}`, accountId, accountName }),
      paperBy({ name: `Jingren Zhou ${key}`, accountId, accountName }),
    ]);
    expect(await people(`j zhou ${key}`)).toMatchObject([
      { name: `Jingren Zhou ${key}`, accountName, papersCount: 3 },
    ]);
    expect(await people(accountName)).toEqual(
      expect.arrayContaining([expect.objectContaining({ accountName })]),
    );
  });

  test("with a full name is shown under it", async () => {
    await write.papers([
      paperBy({ name: "M. O. Brien", accountId: "full", accountName: "Mary O'Brien" }),
      paperBy({ name: "Nameless One", accountId: "nameless", username: "nn" }),
    ]);
    expect(await people("m o brien")).toMatchObject([{ name: "Mary O'Brien" }]);
    expect(await people("nn")).toMatchObject([{ name: "Nameless One", accountName: null }]);
  });

  test("keeps its id under another name", async () => {
    const [before] = await people("mori");
    await write.papers([paperBy({ name: "Marta Oliveira", accountId: "a1", accountName: "Marta Mori" })]);
    expect(await people("mori")).toMatchObject([{ id: before?.id, name: "Marta Mori", username: "mori-ml" }]);
    expect(await derivedMistakes(database.db)).toEqual([]);
  });
});

describe("accounts of a paper that is stored again with names only", () => {
  const account = (name: string, number = "") => ({
    name,
    accountId: `kept ${name}${number}`,
    username: `u-${name.toLowerCase()}${number}`,
  });
  const accountsOf = (authors: readonly { accountId?: string }[]) =>
    authors.flatMap(({ accountId }) => accountId ?? []);
  const claimsOf = (paper: string) =>
    database.db.query<{ name: string; accountId: string | null }>(sql`
      select a.name, case when claimed then account_id end as "accountId"
      from authorships a join papers p on p.id = paper_id join authors o on o.id = author_id
      where arxiv_id = ${paper} order by position
    `);
  const authorsOf = async (title: string) => {
    const { papers } = await app.get<{
      papers: { nodes: { authors: { nodes: { name: string; username: string | null }[] } }[] };
    }>(
      "query ($title: String!) { papers(filter: { search: $title }) { nodes { authors { nodes { name username } } } } }",
      { title },
    );
    return papers.nodes[0]?.authors.nodes.map(({ name, username }) => `${name}: ${username}`);
  };

  test("stay with the names that they claimed, regardless of the order of batches", async () => {
    const first = paperBy(account("Kai"), { name: "Lee" }, account("Lee", "1"), account("Lee", "2"));
    const again = {
      ...first,
      authors: [{ name: "Mo" }, { name: "KAI" }, { name: "Lee" }, { name: "Lee" }, { name: "Lee" }],
    };
    const kept = ["Mo: null", "KAI: u-kai", "Lee: null", "Lee: u-lee1", "Lee: u-lee2"];
    await write.papers([first]);
    await write.papers([again]);
    expect(await authorsOf(first.title)).toEqual(kept);
    const other = { ...first, arxivId: arxivId(), title: `${first.title} once more` };
    await write.papers([other, { ...again, arxivId: other.arxivId, title: other.title }]);
    expect(await authorsOf(other.title)).toEqual(kept);
  });

  test("are never assigned twice, whether lists come in one batch or in several", async () => {
    const author = fc.record(
      { name: fc.constantFrom("Ann", "Bob"), accountId: fc.constantFrom("A", "B", "C") },
      { requiredKeys: ["name"] },
    );
    const list = fc
      .array(author, { maxLength: 4 })
      .filter((authors) => new Set(accountsOf(authors)).size === accountsOf(authors).length);
    await fc.assert(
      fc.asyncProperty(fc.array(list, { minLength: 2, maxLength: 4 }), async (lists) => {
        const [one, other] = [paperBy(), paperBy()];
        for (const authors of lists) await write.papers([{ ...one, authors }]);
        await write.papers(lists.map((authors) => ({ ...other, authors })));
        const kept = await claimsOf(one.arxivId);
        expect(await claimsOf(other.arxivId)).toEqual(kept);
        const accounts = kept.flatMap(({ accountId }) => accountId ?? []);
        expect(new Set(accounts).size).toBe(accounts.length);
      }),
      { numRuns: 30 },
    );
    expect(await derivedMistakes(database.db)).toEqual([]);
  });

  test("move with their name, or when another account is stated", async () => {
    const first = paperBy(account("Ona"), account("Pim"));
    await write.papers([first]);
    await write.papers([
      { ...first, authors: [{ name: "Ona", accountId: "other", username: "o" }, { name: "Quin" }] },
    ]);
    expect(await authorsOf(first.title)).toEqual(["Ona: o", "Quin: null"]);
  });
});

describe("a person without an account", () => {
  test.each([
    ["Łukasz Wójcik", "Lukasz Wojcik", "lukasz"],
    ["Søren Kjær", "Soren Kjaer", "soren"],
    ["Gökçe Yıldız", "Gokce Yildiz", "yildiz"],
    ["Đặng Minh", "Dang Minh", "dang"],
    ["Müller", "Muller", "muller"],
  ])("%s and %s are one, found by %s", async (accented, plain, search) => {
    await write.papers([paperBy({ name: accented }), paperBy({ name: plain })]);
    expect(await people(search)).toMatchObject([{ papersCount: 2 }]);
    expect(await people(accented)).toMatchObject([{ papersCount: 2 }]);
  });

  test.each([
    ["Maeve O'Quill", ["oquill", "OQUILL", "maeve oquill", "o'quill"]],
    ["Wei-Ning Hsu", ["weining", "weining h", "wei-ning"]],
    ["Jean-Pierre Dupont", ["jeanpierre", "dupont jeanpierre"]],
    ["Carla Maria D’Angelo-Ruiz", ["dangelo", "angeloruiz", "mariad carla"]],
    ["Ahmed Al-Khwarizmi", ["alkhwarizmi"]],
    ["王小明", ["小明", "小", "王小", "王小明"]],
    ["김민수", ["민수", "민", "김민"]],
    ["欧阳修远", ["修远"]],
    ["山田 花子", ["花子", "山田"]],
  ])("%s is found by parts, joined or without the surname", async (name, searches) => {
    await write.papers([paperBy({ name }), paperBy({ name: `${name} X`, accountId: name, username: "zzz" })]);
    for (const search of searches)
      expect((await people(search)).map((person) => person.name).sort(), search).toEqual([name, `${name} X`]);
  });

  test("is not found by an initial joined with the next word, except one that an apostrophe may follow", async () => {
    await write.papers([paperBy({ name: "Zoe J. Amesbury" }), paperBy({ name: "Zoe O. Brienza" })]);
    expect(await people("jamesbury")).toEqual([]);
    expect(await people("obrienza")).toHaveLength(1);
    expect(await people("j amesbury")).toHaveLength(1);
  });

  test("is not found by parts of two different words", async () => {
    await write.papers([paperBy({ name: "Yanx Gaox Li" })]);
    for (const search of ["yanxg", "yanxgao", "anxgaox", "gaoxl"]) expect(await people(search)).toEqual([]);
    expect(await people("yanxgaox")).toHaveLength(1);
  });

  test.each([
    ["राम", "रमा"],
    ["ゆうか", "ゆうが"],
    ["Андрей", "Андреи"],
  ])("%s and %s are two", async (one, other) => {
    await write.papers([paperBy({ name: one }), paperBy({ name: other })]);
    expect(await people(one)).toMatchObject([{ name: one, papersCount: 1 }]);
    expect(await people(other)).toMatchObject([{ name: other, papersCount: 1 }]);
  });
});

test("recognizes full names", () => {
  for (const name of ["Jingren Zhou", "J. Zhou", "Mary-Ann O'Neil", "王 伟", "Ibn  Sina"])
    expect(isFullName(name), name).toBe(true);
  for (const name of ["Zhou", "zhou-j", "jz@example.org", "@jing ren", "a b 3", "x_y z", ""])
    expect(isFullName(name), name).toBe(false);
});
