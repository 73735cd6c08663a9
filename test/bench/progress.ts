/** A bar on standard error that fills as work is done; silent where nobody looks at it. */
export interface Progress {
  update(done: number): void;
  end(): void;
}

const width = 30;
/** Milliseconds between two drawings. */
const pace = 100;

export function startProgress(label: string, total: number): Progress {
  const { stderr } = process;
  const started = performance.now();
  let drawn = Number.NEGATIVE_INFINITY;
  const draw = (done: number) => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const bar = "█".repeat(Math.round(share * width)).padEnd(width, "░");
    const left = share === 0 ? "" : ` ${Math.ceil((secondsSince(started) / share) * (1 - share))} s left`;
    stderr.write(`\r\x1b[K${label} ${bar} ${done} of ${total}${left}`);
  };
  return {
    update(done) {
      if (!stderr.isTTY || performance.now() - drawn < pace) return;
      drawn = performance.now();
      draw(done);
    },
    end() {
      if (stderr.isTTY) stderr.write("\r\x1b[K");
    },
  };
}

function secondsSince(instant: number): number {
  return (performance.now() - instant) / 1_000;
}
