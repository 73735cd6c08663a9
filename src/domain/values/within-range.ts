import { InputError } from "./input-error.js";

/**
 * @param more what else to do, after a comma or a semicolon
 * @throws InputError unless the value is an integer within the range
 */
export function requireWithin(
  name: string,
  value: number,
  [min, max]: readonly [min: number, max: number],
  more = "",
): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const [given, most] = [value, max].map((number) => number.toLocaleString("en-US"));
  throw new InputError(`${name}: ${given} is out of range. Use ${min} to ${most}${more}.`);
}
