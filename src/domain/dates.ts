/** The date in UTC of an instant, `2025-07-08`. */
export function utcDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** Whether a text is a date that the calendar has: `2025-02-30` names no day, though JavaScript reads it as March 2. */
export function isCalendarDate(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
