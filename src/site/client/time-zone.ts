/** Fills in the reader's time zone. */
export function timeZone(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-time-zone]"))
    field.value = new Intl.DateTimeFormat().resolvedOptions().timeZone || field.value;
}
