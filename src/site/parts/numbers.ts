/** 1,234. */
export function count(value: number): string {
  return numbers.format(value);
}

/** `1 paper`, `1,234 papers`. */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

const numbers = new Intl.NumberFormat("en-US");
