/** Milliseconds on the machine's own clock, which is the same in all its processes and never set back. */
export function instant(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
