// Costs as linear forms, which add up before anything is known of what is around them.

/**
 * The cost of what is selected on an object, as a linear form: in how often the object is there, and in what the field
 * around it sets.
 */
export interface Cost {
  /** For each object. */
  readonly each: number;
  /** Once for all objects. */
  readonly batch: number;
  /** For each row of the enclosing page, and for each pair of rows. */
  readonly row: number;
  readonly pair: number;
  /** For each pass over what the enclosing field selects from, by itself and for its rows. */
  readonly passes: number;
  readonly rowPasses: number;
  /** Values that the object itself has in the response. */
  readonly leaves: number;
}

export type Rows = number | "page" | "pairs";

/** What a field sets for fields below. */
export interface Enclosing {
  readonly page: number;
  readonly pass: number;
  readonly rowPass: number;
}

/** How a field relates what is below it to its parent. */
export interface FieldShape {
  /** By what the cost of each object below is multiplied. */
  readonly rows: Rows;
  /** What the field sets for fields below; undefined where it passes on what it has. */
  readonly sets: Enclosing | undefined;
  /** Whether every parent loads what is below by statements of its own. */
  readonly apart: boolean;
}

/** Nothing selected. */
export const nothing: Cost = { each: 0, batch: 0, row: 0, pair: 0, passes: 0, rowPasses: 0, leaves: 0 };

/** Both selections on one object. */
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

/** The cost of what is below a field, as a cost of the field's parent. */
export function lift(below: Cost, { rows, sets, apart }: FieldShape): Cost {
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
  return apart ? { ...all, each: all.each + all.batch, batch: 0 } : all;
}

function resolve(below: Cost, { page, pass, rowPass }: Enclosing): Cost {
  const { each, batch, row, pair, passes, rowPasses } = below;
  const all = each + row * page + pair * pairsOf(page) + passes * pass + rowPasses * rowPass;
  return { ...nothing, batch, each: all };
}

/** Pairs of different rows of a page. */
export function pairsOf(page: number): number {
  return (page * (page - 1)) / 2;
}
