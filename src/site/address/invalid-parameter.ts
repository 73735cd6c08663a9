import { InputError } from "../../domain/values/input-error.js";

/** The error of a parameter of an address. @param expected as in `a number from 1 to 100` */
export function invalidParameter(name: string, value: string, expected: string): InputError {
  return new InputError(`${name}: ${JSON.stringify(value.slice(0, 60))} is invalid. Expected ${expected}.`);
}
