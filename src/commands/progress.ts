/** Progress bar on standard error. Prints nothing unless that is a terminal. */
export interface Progress {
  /** @param note text after the bar; defaults to `done of total` */
  update(done: number, note?: string): void;
  /** Clears the line. */
  end(): void;
}

export interface Surface {
  stream: { isTTY?: boolean; columns?: number; write(text: string): unknown };
  /** Milliseconds. */
  now: () => number;
}

const width = 30;
/** Minimum milliseconds between redraws. */
const redrawIntervalMs = 100;

/** @param total the value of `done` at the end; if undefined, neither bar nor remaining time is shown */
export function startProgress(
  label: string,
  total: number | undefined,
  { stream, now }: Surface = { stream: process.stderr, now: () => performance.now() },
): Progress {
  const started = now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(done, note) {
      if (!stream.isTTY || now() - drawn < redrawIntervalMs) return;
      drawn = now();
      const share = total === undefined ? 0 : total === 0 ? 1 : Math.min(1, done / total);
      const bar = total === undefined ? [] : ["█".repeat(Math.round(share * width)).padEnd(width, "░")];
      const left = share === 0 ? [] : [timeLeft(((now() - started) / 1_000 / share) * (1 - share))];
      const words = [...left, note ?? (total === undefined ? String(done) : `${done} of ${total}`)];
      const line = [label, ...bar, words.join(", ")].join(" ");
      // A wrapped line would be cleared only in part.
      stream.write(`\r\x1b[K${cut(line, (stream.columns || 80) - 1)}`);
    },
    end() {
      if (stream.isTTY) stream.write("\r\x1b[K");
    },
  };
}

/** Truncates a line at a comma, so that no number is cut. */
function cut(line: string, room: number): string {
  if (line.length <= room) return line;
  const comma = line.lastIndexOf(", ", room);
  return line.slice(0, comma < 0 ? room : comma);
}

function timeLeft(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`;
}
