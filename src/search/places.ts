/** Weights of a position, as Postgres labels them: A, B and D, the lowest. */
export const weights = { title: 3, names: 2, abstract: 0 } as const;

/** Limits of a tsvector: PostgreSQL's documentation, "Limitations" of text search. */
const maxPosition = 16_383;
export const maxPlaces = 255;

/** Positions beyond the last one that a tsvector holds count as the last one, as in `to_tsvector`. */
export function placeOf(position: number, weight: number): number {
  return (weight << 14) | Math.min(position, maxPosition);
}

export function positionOf(place: number): number {
  return place & maxPosition;
}
