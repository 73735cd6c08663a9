import { GraphQLClient } from "graphql-request";
import { chainBetween } from "./chain.js";
import { loadDashboard } from "./dashboard.js";
import { networkOf } from "./network.js";
import { papersOfOrganization } from "./papers-of-organization.js";
import { papersOfWeek } from "./papers-of-week.js";
import { url } from "./server.js";

/** `npx tsx examples/main.ts`, while `npm start` runs. */
const client = new GraphQLClient(url);

const slug = process.argv[2] ?? "facebook";
const organization = await papersOfOrganization(client, slug, 3);
if (!organization)
  throw new Error(`No organization with the slug ${slug}. The query \`organizations\` lists slugs.`);
process.stdout.write(`${organization.name}: ${counted(organization.papersCount, "paper")}\n`);
for (const { title, upvotes } of organization.papers.nodes) process.stdout.write(`  ${upvotes} ${title}\n`);

process.stdout.write("Featured in the week of 2025-07-07:\n");
for await (const { title, upvotes } of papersOfWeek(client, "2025-07-07"))
  process.stdout.write(`  ${upvotes} ${title}\n`);

const { weeks, organizations } = await loadDashboard(client, "2025-07-01", "2025-07-31");
process.stdout.write(
  `July 2025: ${counted(weeks.totals.papers, "paper")}, ${counted(weeks.totals.upvotes, "upvote")}\n`,
);
for (const { period, totals } of weeks.groups)
  process.stdout.write(
    `  week of ${period}: ${counted(totals.papers, "paper")}, ${counted(totals.upvotes, "upvote")}\n`,
  );
for (const { organization: one, totals } of organizations.groups)
  process.stdout.write(`  ${one?.name}: ${counted(totals.papers, "paper")}\n`);

const chain = await chainBetween(client, "Haitao Mi", "Yann LeCun");
process.stdout.write(
  `Haitao Mi and Yann LeCun are ${chain ? counted(chain.length, "paper") : "more than 6 papers"} apart\n`,
);
for (const { from, via, to } of chain?.steps ?? [])
  process.stdout.write(`  ${from.name} and ${to.name}: ${via.title}\n`);

const network = await networkOf(client, "tencent", 10);
process.stdout.write("Around Tencent:\n");
for (const { source, target, weight } of network?.links ?? [])
  process.stdout.write(`  ${source} and ${target} share ${weight} ${weight === 1 ? "person" : "people"}\n`);

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
