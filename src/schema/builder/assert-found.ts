/** Asserts that a referenced row exists. */
export async function assertFound<Row>(row: Promise<Row | null>): Promise<Row> {
  const loaded = await row;
  if (loaded === null) throw new Error("A referenced row was deleted concurrently.");
  return loaded;
}
