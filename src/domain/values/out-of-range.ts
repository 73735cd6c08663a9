import { InputError } from "./input-error.js";

/** @param more what else to do, after a comma or a semicolon */
export function outOfRange(
  name: string,
  value: number,
  [min, max]: readonly [min: number, max: number],
  more = "",
): InputError {
  const [given, most] = [value, max].map((number) => number.toLocaleString("en-US"));
  return new InputError(`${name}: ${given} is out of range. Use ${min} to ${most}${more}.`);
}
