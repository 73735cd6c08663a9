import sql, { raw } from "sql-template-tag";
import type { GroupKeys } from "../../domain/stats/subjects.js";
import type { SchemaTypes } from "../builder/builder.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";

type Keys = Pick<GroupKeys, "organizationId" | "authorId" | "keywordId">;

/**
 * Fields for what a row is about: an organization, an author or a keyword.
 *
 * @param alias SQL alias of the row
 * @param absence when the field of a dimension is null, for its description
 * @internal Pothos exports no name for what this returns, so it has no declaration in the package.
 */
export function subjectFields<Row extends Keys>(
  t: PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Row>,
  { Organization, Author, Keyword }: Types,
  alias: string,
  absence: (dimension: string) => string,
) {
  const key = (name: string) => raw(`${alias}.${name}_id`);
  return {
    organization: t.field({
      type: Organization,
      nullable: true,
      cost: { batch: indexScan },
      description: `Organization; null ${absence("ORGANIZATION")}.`,
      sql: { object: { from: sql`organizations o`, conditions: [sql`o.id = ${key("organization")}`] } },
      resolve: ({ organizationId: id }, _arguments, { loaders }) =>
        id === null ? null : loaders.organization.load(id),
    }),
    author: t.field({
      type: Author,
      nullable: true,
      cost: { batch: indexScan },
      description: `Author; null ${absence("AUTHOR")}.`,
      sql: { object: { from: sql`authors a`, conditions: [sql`a.id = ${key("author")}`] } },
      resolve: ({ authorId: id }, _arguments, { loaders }) => (id === null ? null : loaders.author.load(id)),
    }),
    keyword: t.field({
      type: Keyword,
      nullable: true,
      cost: { batch: indexScan },
      description: `Keyword; null ${absence("KEYWORD")}.`,
      sql: { object: { from: sql`keywords k`, conditions: [sql`k.id = ${key("keyword")}`] } },
      resolve: ({ keywordId: id }, _arguments, { loaders }) =>
        id === null ? null : loaders.keyword.load(id),
    }),
  };
}
