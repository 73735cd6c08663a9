import { SimilarNamesDocument } from "../../generated/documents.js";
import { beginningsOf, misspelling } from "../../parts/spelling.js";
import { NotFound, type Similar } from "../../routing/problems.js";
import type { Ask } from "../../routing/route.js";
import { entriesOf, type NamedEntry } from "./names.js";

const maxShown = 6;

/** Organizations, authors and keywords that a misspelled text may mean, the most similar first. */
export async function similarNames(text: string, ask: Ask): Promise<readonly NamedEntry[]> {
  const [all, longest] = beginningsOf(text);
  if (all === "") return [];
  const found = await ask(SimilarNamesDocument, { text: all, word: longest });
  const { organizations, authors, keywords } = entriesOf({
    organizations: [...found.organizations.nodes, ...found.organizationsByWord.nodes],
    authors: [...found.authors.nodes, ...found.authorsByWord.nodes],
    keywords: [...found.keywords.nodes, ...found.keywordsByWord.nodes],
  });
  const entries = new Map([...organizations, ...authors, ...keywords].map((each) => [each.href, each]));
  return [...entries.values()]
    .flatMap((each) => {
      const wrongs = [each.name, each.handle ?? each.name].flatMap(
        (called) => misspelling(text, called) ?? [],
      );
      return wrongs.length === 0 ? [] : [{ each, wrong: Math.min(...wrongs) }];
    })
    .sort((a, b) => a.wrong - b.wrong || b.each.papersCount - a.each.papersCount)
    .slice(0, maxShown)
    .map(({ each }) => each);
}

/** That there is nothing of a name, with those that may be meant. @param what `author` */
export async function unknownName(what: string, name: string, ask: Ask): Promise<NotFound> {
  const message = `There is no ${what} ${JSON.stringify(name.slice(0, 60))}.`;
  return new NotFound(message, await similarNames(name, ask));
}

/** The same of an author, where similar ones lead to another page than their own. @param hrefOf of a username or name */
export async function unknownAuthor(
  name: string,
  hrefOf: (called: string) => string,
  ask: Ask,
): Promise<NotFound> {
  const { message, similar } = await unknownName("author", name, ask);
  return new NotFound(message, redirected(similar, "/author/", hrefOf));
}

/** Those below a path, where their own address is replaced. */
export function redirected(
  similar: readonly Similar[],
  path: string,
  hrefOf: (called: string) => string,
): Similar[] {
  return similar
    .filter(({ href }) => href.startsWith(path))
    .map((each) => ({ ...each, href: hrefOf(decodeURIComponent(each.href.slice(path.length))) }));
}
