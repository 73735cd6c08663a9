// Costs as linear forms, so that they can be added up before the enclosing fields are known.

/**
 * Cost of a selection on an object: linear in the number of such objects, and in what the enclosing field sets.
 */
export interface Cost {
  /** Per object. */
  readonly each: number;
  /** Once for all objects. */
  readonly batch: number;
  /** Per row of the enclosing page, and per pair of rows. */
  readonly row: number;
  readonly pair: number;
  /** Per pass over the rows that the enclosing field selects from: for the field itself, and for each of its rows. */
  readonly passes: number;
  readonly rowPasses: number;
  /** Number of scalar values of the object in the response. */
  readonly leaves: number;
}

export type Rows = number | "page" | "pairs";

/** What a field sets for fields below. */
export interface Enclosing {
  readonly page: number;
  readonly pass: number;
  readonly rowPass: number;
}

/** How the cost below a field relates to its parent. */
export interface FieldShape {
  /** Factor for the cost of each object below. */
  readonly rows: Rows;
  /** What the field sets for fields below; undefined to inherit. */
  readonly sets: Enclosing | undefined;
  /** Whether each parent loads the objects below with its own statements. */
  readonly perParent: boolean;
}

export const nothing: Cost = { each: 0, batch: 0, row: 0, pair: 0, passes: 0, rowPasses: 0, leaves: 0 };

export function add(one: Cost, other: Cost): Cost {
  return {
    each: one.each + other.each,
    batch: one.batch + other.batch,
    row: one.row + other.row,
    pair: one.pair + other.pair,
    passes: one.passes + other.passes,
    rowPasses: one.rowPasses + other.rowPasses,
    leaves: one.leaves + other.leaves,
  };
}

/** Converts the cost below a field to a cost of the field's parent. */
export function lift(below: Cost, { rows, sets, perParent }: FieldShape): Cost {
  const { each, batch, row, pair, passes, rowPasses } = sets ? resolve(below, sets) : below;
  const all: Cost =
    typeof rows === "string"
      ? {
          ...nothing,
          batch,
          [rows === "page" ? "row" : "pair"]: each + row + pair,
          rowPasses: passes + rowPasses,
        }
      : { each: rows * each, batch, row: rows * row, pair: rows * pair, passes, rowPasses, leaves: 0 };
  return perParent ? { ...all, each: all.each + all.batch, batch: 0 } : all;
}

function resolve(below: Cost, { page, pass, rowPass }: Enclosing): Cost {
  const { each, batch, row, pair, passes, rowPasses } = below;
  const all = each + row * page + pair * pairsOf(page) + passes * pass + rowPasses * rowPass;
  return { ...nothing, batch, each: all };
}

export function pairsOf(page: number): number {
  return (page * (page - 1)) / 2;
}
