import type { KeyedType, ObjectKey } from "../../domain/keys/object-keys.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Context } from "./context.js";

/** What arguments refer to, and where clients find its IDs. */
const sources = {
  Paper: "`papers` or `paper(by:)`",
  Author: "`authors` or from a paper's `authors`",
  Organization: "`organizations` or `organization(slug:)`",
} satisfies Partial<Record<KeyedType, string>>;

/**
 * The row IDs of the objects with these keys.
 *
 * @param argumentOf name of the argument that holds the key at an index
 * @throws InputError for the first unknown key, whose empty result would look like a valid one
 */
export function knownIds(
  { loaders }: Context,
  type: keyof typeof sources,
  keys: readonly ObjectKey[],
  argumentOf: (index: number) => string,
): Promise<number[]> {
  const load = (key: ObjectKey): Promise<{ id: number } | null> => loaders.byKey[type].load(key);
  return Promise.all(
    keys.map(async (key, index) => {
      const row = await load(key);
      if (row !== null) return row.id;
      const called = /^called\/(.+)$/s.exec(key)?.[1];
      const reason =
        called === undefined
          ? `ID. Take IDs from ${sources[type]}.`
          : `username or name: ${JSON.stringify(called.slice(0, 60))}. Names are matched in full; search for the person to find it.`;
      throw new InputError(`${argumentOf(index)}: no ${type.toLowerCase()} has this ${reason}`, "NOT_FOUND");
    }),
  );
}
