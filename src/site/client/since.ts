const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** Replaces instants by the time since then, and keeps it up to date. */
export function sinceTexts(): void {
  update();
  setInterval(update, 30_000);
}

export function update(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-since]")) {
    element.title ||= element.textContent ?? "";
    element.textContent = sinceText(Date.parse(element.dateTime));
  }
}

function sinceText(instant: number): string {
  const seconds = (instant - Date.now()) / 1_000;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? [];
  return unit === undefined || size === undefined
    ? "just now"
    : format.format(Math.round(seconds / size), unit);
}
