/**
 * The text of a batch.
 *
 * @param strings the text of the statement between its values; it must return exactly one row
 */
export function batchText(strings: readonly string[]): string {
  const numbers = strings.slice(1).map((_, index) => index + 1);
  // Postgres expects the same number of elements of any array that comes from a subquery, so it plans all batches only once.
  const arrays = numbers.map((number) => `(select $${number}::text[])`);
  const columns = numbers.map((number) => `value_${number}`);
  const text = strings.reduce((before, after, index) => `${before}element.value_${index}${after}`);
  return `select data from unnest(${arrays}) with ordinality element(${columns}, place) cross join lateral (${text}) each order by place`;
}
