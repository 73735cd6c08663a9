import { nextDue } from "../../values/due-times.js";
import type { Watch } from "../watch.js";

/** When digests of a watch are sent. */
export type MailSchedule = Pick<Watch, "frequency" | "hour" | "weekday" | "timeZone">;

/** When a digest is due after an instant; null for mails that are sent at once. */
export function nextDigestAt(schedule: MailSchedule, after: Date): Date | null {
  const { frequency, hour, weekday, timeZone } = schedule;
  if (frequency === "AT_ONCE") return null;
  return nextDue(
    {
      hour: hour ?? 0,
      weekday: frequency === "WEEKLY" ? (weekday ?? 1) : undefined,
      timeZone: timeZone ?? "UTC",
    },
    after,
  );
}

/** The period of a digest that is due at an instant: `20250708T070000Z`. */
export function periodOf(due: Date): string {
  return due.toISOString().replace(/[-:]|\.000/g, "");
}

/** The Message-ID of a mail: the same at each attempt, and never that of another mail. */
export function mailIdOf({ key }: Pick<Watch, "key">, period: string, host: string): string {
  return `<${key}.${period}@${host}>`;
}

/** Hours within which a subscription must be confirmed. */
export const confirmationHours = 48;

export function confirmationExpiresAt({ createdAt }: Pick<Watch, "createdAt">): Date {
  return new Date(createdAt.getTime() + confirmationHours * 3_600_000);
}
