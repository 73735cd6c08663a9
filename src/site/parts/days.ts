import { utcDate } from "../../domain/values/dates.js";

/** The day some days after another one. */
export function daysFrom(day: string, days: number): string {
  return utcDate(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000));
}

export function startOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}
