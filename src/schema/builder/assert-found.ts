import { InputError } from "../../domain/values/input-error.js";

/**
 * Asserts that a referenced row exists.
 *
 * @throws InputError if it has been removed, for example with its source, after the row that refers to it was read
 */
export async function assertFound<Row>(row: Promise<Row | null>): Promise<Row> {
  const loaded = await row;
  if (loaded === null) throw new InputError("What this field refers to has been removed.", "NOT_FOUND");
  return loaded;
}
