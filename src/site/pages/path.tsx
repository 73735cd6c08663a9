import { author } from "../address/codecs.js";
import { refuseUnknownNames, singleValue } from "../address/filter-address.js";
import { PathDocument, type PathQuery } from "../generated/documents.js";
import { Day } from "../parts/dates.js";
import { addressOf, authorAddress, paperAddress } from "../parts/links.js";
import { countOf } from "../parts/numbers.js";
import type { NotFound } from "../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../routing/route.js";
import { unknownAuthor } from "./search/similar-names.js";

/** The shortest chain of co-authors between two people. */
export async function showPath({ query }: SiteRequest, ask: Ask): Promise<Page> {
  refuseUnknownNames(query, ["from", "to"]);
  const [from, to] = [singleValue(query, "from"), singleValue(query, "to")];
  const head = {
    title: "Chain of co-authors · papergraph",
    description: "The shortest chain between two people.",
  };
  if (from === undefined || to === undefined)
    return { ...head, address: "/path", body: <PathForm from={from} to={to} /> };
  const [start, end] = [author.read.parse(from), author.read.parse(to)];
  const data = await ask(PathDocument, { from: start, to: end }).catch(async (error: Error) => {
    const [, which] = /^(from|to): no author has/.exec(error.message) ?? [];
    if (which === undefined) throw error;
    throw await unknownEnd({ from, to }, which as "from" | "to", ask);
  });
  const names = [data.start?.name ?? from, data.end?.name ?? to] as const;
  return {
    title: `From ${names[0]} to ${names[1]} · papergraph`,
    description: `The shortest chain of co-authors between ${names[0]} and ${names[1]}.`,
    address: addressOf("/path", new URLSearchParams({ from, to })),
    freshness: data,
    body: <PathForm from={from} to={to} found={{ path: data.collaborationPath, names }} />,
  };
}

/** Leads from similar authors to their chains. */
async function unknownEnd(
  ends: { readonly from: string; readonly to: string },
  which: "from" | "to",
  ask: Ask,
): Promise<NotFound> {
  const hrefOf = (called: string) => addressOf("/path", new URLSearchParams({ ...ends, [which]: called }));
  return unknownAuthor(ends[which], hrefOf, ask);
}

interface PathFormProps {
  from: string | undefined;
  to: string | undefined;
  found?: FoundProps;
}

function PathForm({ from, to, found }: PathFormProps) {
  return (
    <>
      <h1>Chain of co-authors</h1>
      <form class="inline" action="/path">
        {(
          [
            ["from", "From", from, "timdettmers"],
            ["to", "To", to, "Ada Lovelace"],
          ] as const
        ).map(([name, label, value, example]) => (
          <span key={name}>
            <label for={`path-${name}`}>{label}</label>
            <input id={`path-${name}`} name={name} value={value} placeholder={example} required />
          </span>
        ))}
        <button type="submit">Find</button>
      </form>
      {found ? (
        <Found {...found} />
      ) : (
        <p class="note">
          Enter two people, by username or name. The chain leads from one to the other over papers that they
          wrote with co-authors, and is as short as possible.
        </p>
      )}
    </>
  );
}

interface FoundProps {
  path: PathQuery["collaborationPath"];
  names: readonly [from: string, to: string];
}

function Found({ path, names: [from, to] }: FoundProps) {
  if (path === null)
    return (
      <p class="empty">
        No chain of up to 12 papers connects {from} and {to}.
      </p>
    );
  if (path.length === 0) return <p class="empty">Both are the same person: {from}.</p>;
  return (
    <>
      <p class="count">
        {from} and {to} are {countOf(path.length, "paper")} apart.
      </p>
      <ol class="path">
        {path.steps.map(({ from: one, via, to: other }) => (
          <li key={via.id + other.id}>
            <a href={authorAddress(one)}>{one.name}</a> wrote <a href={paperAddress(via)}>{via.title}</a>
            {via.publishedOn !== null && (
              <>
                {" "}
                (<Day on={via.publishedOn} />)
              </>
            )}{" "}
            with <a href={authorAddress(other)}>{other.name}</a>
          </li>
        ))}
      </ol>
    </>
  );
}
