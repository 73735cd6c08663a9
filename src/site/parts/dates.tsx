/** A date as people write it: July 8, 2025. */
export function dayText(date: string): string {
  return days.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
}

const days = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" });
const instants = new Intl.DateTimeFormat("en-US", {
  dateStyle: "medium",
  timeStyle: "short",
  hourCycle: "h23",
  timeZone: "UTC",
});

export function Day({ on }: { on: string }) {
  return <time dateTime={on}>{dayText(on)}</time>;
}

/** An instant, which scripts replace by the time since then. */
export function Instant({ at }: { at: string }) {
  return (
    <time dateTime={at} data-since="">
      {instants.format(new Date(at))} UTC
    </time>
  );
}
