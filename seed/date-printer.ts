/** Formats times in milliseconds like arXiv's snapshot. */
export interface DatePrinter {
  /** `Mon, 2 Apr 2007 19:18:42 GMT` */
  instant(time: number): string;
  /** `2007-04-02` */
  day(time: number): string;
}

const day = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/** Caches days, because each occurs hundreds of times. */
export function createDatePrinter(): DatePrinter {
  const days = new Map<number, { iso: string; ofMessages: string }>();
  const printedDay = (time: number) => {
    const number = Math.floor(time / day);
    const cached = days.get(number);
    if (cached !== undefined) return cached;
    const date = new Date(number * day);
    const printed = {
      iso: date.toISOString().slice(0, 10),
      // As in email, the day has no leading zero.
      ofMessages: date.toUTCString().slice(0, -13).replace(", 0", ", "),
    };
    days.set(number, printed);
    return printed;
  };
  return {
    instant(time) {
      const seconds = Math.floor((time % day) / 1_000);
      const [hour, minute] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
      return `${printedDay(time).ofMessages} ${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[seconds % 60]} GMT`;
    },
    day: (time) => printedDay(time).iso,
  };
}
