import { z } from "zod";
import { InputError } from "../../domain/values/input-error.js";
import type { MailRequest } from "../../domain/watches/mail/mail-desk.js";
import { watchFrequencies } from "../../domain/watches/watch.js";
import { anyOf } from "../../text/any-of.js";

/** The fields of a form as they were sent, to show them again. */
export type MailFields = Readonly<Record<keyof MailRequest, string>>;

export const defaultFields: MailFields = {
  address: "",
  frequency: "DAILY",
  hour: "8",
  weekday: "1",
  timeZone: "UTC",
};

/** What was sent, with defaults for what was not. */
export function fieldsOf(form: URLSearchParams): MailFields {
  const field = (name: keyof MailFields) => form.get(name) ?? defaultFields[name];
  return {
    address: field("address"),
    frequency: field("frequency"),
    hour: field("hour"),
    weekday: field("weekday"),
    timeZone: field("timeZone"),
  };
}

const number = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number);
const schema = z.object({
  address: z.string().max(1_000),
  frequency: z.enum(watchFrequencies, { error: `expected ${anyOf(watchFrequencies)}` }),
  hour: z.string().pipe(number).catch(-1),
  weekday: z.string().pipe(number).catch(-1),
  timeZone: z.string().trim().max(100, { error: "expected UTC, or a name like Europe/Berlin" }),
});

/** @throws InputError; ranges and names are checked where they are used */
export function parseMailFields(fields: MailFields): MailRequest {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(`${String(issue?.path[0])}: ${issue?.message}.`);
}
