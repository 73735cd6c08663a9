/** Adds a lazy `totalCount` to a page. */
export async function withTotalCount<Page extends object>(
  page: Promise<Page>,
  totalCount: () => Promise<number>,
): Promise<Page & { totalCount: () => Promise<number> }> {
  return { ...(await page), totalCount };
}
