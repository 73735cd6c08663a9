/** @throws RangeError unless all are whole numbers; `count` and `start` must not be negative */
export function requireWholeNumbers(numbers: { count: number; start: number; seed: number }): void {
  for (const [name, value] of Object.entries(numbers))
    if (!Number.isSafeInteger(value) || (name !== "seed" && value < 0))
      throw new RangeError(
        `${name} is ${value}; expected a whole number${name === "seed" ? "" : ", 0 or more"}.`,
      );
}
