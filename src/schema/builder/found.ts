/** Rows of which the number was just read are there. */
export async function found<Row>(row: Promise<Row | null>): Promise<Row> {
  const loaded = await row;
  if (loaded === null) throw new Error("A row went away while it was being read.");
  return loaded;
}
