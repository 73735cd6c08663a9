import DataLoader from "dataloader";

/** What the fields of several objects read with one statement. */
export function createLoaders(prisma) {
  return {
    organization: new DataLoader(async (ids) =>
      inOrder(ids, await prisma.organization.findMany({ where: { id: { in: [...ids] } } })),
    ),
    author: new DataLoader(async (ids) =>
      inOrder(ids, await prisma.author.findMany({ where: { id: { in: [...ids] } } })),
    ),
    /** Authors by paper, in the order of the paper. */
    authorsOf: new DataLoader(async (papers) => {
      const authorships = await prisma.authorship.findMany({
        where: { paperId: { in: [...papers] }, hidden: false },
        orderBy: [{ paperId: "asc" }, { position: "asc" }],
        select: { paperId: true, author: true },
      });
      const byPaper = Map.groupBy(authorships, ({ paperId }) => paperId);
      return papers.map((paper) => (byPaper.get(paper) ?? []).map(({ author }) => author));
    }),
  };
}

function inOrder(ids, rows) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
