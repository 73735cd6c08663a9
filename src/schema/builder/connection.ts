/** A page as Pothos wants a connection: with the count of the whole list, taken when somebody asks for it. */
export async function connect<Page extends object>(
  page: Promise<Page>,
  totalCount: () => Promise<number>,
): Promise<Page & { totalCount: () => Promise<number> }> {
  return { ...(await page), totalCount };
}
