import { utcDate } from "../../../domain/values/dates.js";
import { KeywordPageDocument } from "../../generated/documents.js";
import { daysFrom } from "../../parts/days.js";
import { authorAddress, keywordAddress, organizationAddress } from "../../parts/links.js";
import { countOf } from "../../parts/numbers.js";
import { Takeaway } from "../../parts/takeaway.js";
import { requireAddress } from "../../routing/problems.js";
import type { Ask, Page, SiteRequest } from "../../routing/route.js";
import { unknownName } from "../search/similar-names.js";
import { EntityHead, entityTakeaway, KeywordRanking, Newest, Ranking, Timeline } from "./entity-parts.js";

/** Of a period, which is compared with the one before. */
const risingDays = 90;

/** A keyword; other spellings redirect to the one that papers have. */
export async function showKeyword({ rest, origin, now }: SiteRequest, ask: Ask): Promise<Page> {
  const filter = { keywords: [rest] };
  const today = utcDate(now);
  const recent = { ...filter, publishedOn: { from: daysFrom(today, 1 - risingDays), to: today } };
  const data = await ask(KeywordPageDocument, { name: rest, filter, recent });
  const { keyword } = data;
  if (keyword === null) throw await unknownName("paper with the keyword", rest, ask);
  const { name, papersCount, upvotes, papers } = keyword;
  const address = keywordAddress(name);
  requireAddress(address, `/keyword/${rest}`);
  const takeaway = entityTakeaway(name, filter, origin);
  return {
    title: `${name} · papergraph`,
    description: `${countOf(papersCount, "paper")} on ${name}, with ${countOf(upvotes, "upvote")}.`,
    address,
    freshness: data,
    alternates: takeaway.feeds,
    body: (
      <>
        <EntityHead kind="Keyword" {...keyword} />
        <Timeline period="Month" stats={data.months} />
        <div class="rankings">
          <Ranking
            title="Organizations"
            entries={data.organizations.groups.flatMap(({ organization, totals }) =>
              organization === null
                ? []
                : [
                    {
                      name: organization.name,
                      href: organizationAddress(organization.slug),
                      note: countOf(totals.papers, "paper"),
                    },
                  ],
            )}
          />
          <Ranking
            title="Authors"
            entries={data.authors.groups.flatMap(({ author, totals }) =>
              author === null
                ? []
                : [{ name: author.name, href: authorAddress(author), note: countOf(totals.papers, "paper") }],
            )}
          />
          <Ranking
            title={`Rising authors in ${risingDays} days`}
            entries={data.rising.flatMap(({ author, previous, current }) =>
              author === null
                ? []
                : [
                    {
                      name: author.name,
                      href: authorAddress(author),
                      note: `from ${previous} to ${countOf(current, "paper")}`,
                    },
                  ],
            )}
          />
          <KeywordRanking stats={data.keywords} without={name} />
        </div>
        <Newest nodes={papers.nodes} papersCount={papersCount} filter={filter} />
        <Takeaway {...takeaway} />
      </>
    ),
  };
}
