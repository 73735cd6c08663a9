/** A bar on standard error that fills as work is done; silent where nobody looks at it. */
export interface Progress {
  /** @param note what to say of it; how much of the total is done, unless told otherwise */
  update(done: number, note?: string): void;
  /** Leaves the line empty. */
  end(): void;
}

/** Where the bar is drawn: a stream that may be a terminal, and a clock in milliseconds. */
export interface Surface {
  stream: { isTTY?: boolean; columns?: number; write(text: string): unknown };
  now: () => number;
}

const width = 30;
/** Milliseconds between two drawings. */
const pace = 100;

/** @param total in what unit `update` counts; undefined where nobody knows: then there is neither bar nor time left */
export function startProgress(
  label: string,
  total: number | undefined,
  { stream, now }: Surface = { stream: process.stderr, now: () => performance.now() },
): Progress {
  const started = now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(done, note) {
      if (!stream.isTTY || now() - drawn < pace) return;
      drawn = now();
      const share = total === undefined ? 0 : total === 0 ? 1 : Math.min(1, done / total);
      const bar = total === undefined ? [] : ["█".repeat(Math.round(share * width)).padEnd(width, "░")];
      const left = share === 0 ? [] : [timeLeft(((now() - started) / 1_000 / share) * (1 - share))];
      const words = [...left, note ?? (total === undefined ? String(done) : `${done} of ${total}`)];
      const line = [label, ...bar, words.join(", ")].join(" ");
      // A line that is longer than the terminal is wide would be written over only in part.
      stream.write(`\r\x1b[K${cut(line, (stream.columns || 80) - 1)}`);
    },
    end() {
      if (stream.isTTY) stream.write("\r\x1b[K");
    },
  };
}

/** As much of a line as there is room for: without a part of a number, which would be another one. */
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
