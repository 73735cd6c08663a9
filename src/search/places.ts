/** Position weights: A, B and D in Postgres. */
export const weights = { title: 3, names: 2, abstract: 0 } as const;

/** Limits of tsvector; see "Limitations" in the PostgreSQL documentation of text search. */
const maxPosition = 16_383;
export const maxPlaces = 255;

/** Positions past the limit are clamped to it, as in `to_tsvector`. */
export function placeOf(position: number, weight: number): number {
  return (weight << 14) | Math.min(position, maxPosition);
}

export function positionOf(place: number): number {
  return place & maxPosition;
}
