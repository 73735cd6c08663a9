import { InputError } from "../../domain/values/input-error.js";
import { anyOf } from "../../text/any-of.js";
import { author, type Codec, count, date, flag, instant, listOf, paper, text } from "./codecs.js";
import { filterText, type PaperFilterJson, withoutEmpty } from "./filter-json.js";

// A filter of papers in the query string of an address: `?organizations=facebook&minUpvotes=20`.

interface Parameter {
  readonly name: string;
  readonly field: keyof PaperFilterJson;
  /** The bound of a range. */
  readonly bound?: string;
  readonly isList?: boolean;
  readonly codec: Codec<unknown>;
}

const list = (name: keyof PaperFilterJson, codec: Codec<string> = text): Parameter => ({
  name,
  field: name,
  isList: true,
  codec: listOf(codec),
});
const single = <Value>(name: keyof PaperFilterJson, codec: Codec<Value>): Parameter => ({
  name,
  field: name,
  codec,
});
const range = <Value>(field: keyof PaperFilterJson, codec: Codec<Value>, bounds: Record<string, string>) =>
  Object.entries(bounds).map(([name, bound]): Parameter => ({ name, field, bound, codec }));

/** In the order in which they are written. */
const parameters: readonly Parameter[] = [
  single("search", text),
  single("about", text),
  single("similarTo", paper),
  list("organizations"),
  list("authors", author),
  list("coauthorsOf", author),
  list("keywords"),
  list("categories"),
  list("arxivIds"),
  ...range("publishedOn", date, { publishedFrom: "from", publishedTo: "to" }),
  ...range("featuredOn", date, { featuredFrom: "from", featuredTo: "to" }),
  ...range("addedAt", instant, { addedSince: "since", addedBefore: "before" }),
  ...range("upvotes", count, { minUpvotes: "min", maxUpvotes: "max" }),
  ...range("commentsCount", count, { minComments: "min", maxComments: "max" }),
  ...range("authorsCount", count, { minAuthors: "min", maxAuthors: "max" }),
  single("hasCode", flag),
  single("hasOrganization", flag),
  single("hasAbstract", flag),
  single("hasArxivId", flag),
  single("isFeatured", flag),
];

/** The parameter for what the others cannot express. */
const rest = "filter";

export const filterParameters: readonly string[] = [...parameters.map(({ name }) => name), rest];

export interface AddressedFilter {
  filter: PaperFilterJson;
  /** The parameters that are not of the filter. */
  rest: URLSearchParams;
}

/**
 * Parameters without a value are as if they were missing, as those of forms.
 *
 * @throws InputError that names the parameter
 */
export function parseFilter(query: URLSearchParams): AddressedFilter {
  const filter: Record<string, unknown> = {};
  for (const { name, field, bound, isList, codec } of parameters) {
    const values = isList ? [valuesOf(query, name).join(",")].filter(Boolean) : valuesOf(query, name);
    const value = onlyValue(name, values);
    if (value === undefined) continue;
    const parsed = read(name, codec, value);
    if (bound === undefined) filter[field] = parsed;
    else filter[field] = { ...(filter[field] as object | undefined), [bound]: parsed };
  }
  const json = onlyValue(rest, valuesOf(query, rest));
  const others = json === undefined ? {} : read(rest, { read: filterText }, json);
  const twice = Object.keys(others).find((field) => field in filter);
  if (twice !== undefined)
    throw new InputError(
      `${rest}: has \`${twice}\`, which another parameter of the address states. Keep one of them.`,
    );
  return {
    filter: withoutEmpty({ ...filter, ...others }),
    rest: new URLSearchParams([...query].filter(([name]) => !filterParameters.includes(name))),
  };
}

/** In the order of the table above; what it cannot express goes into `filter` as JSON. */
export function writeFilter(filter: PaperFilterJson): URLSearchParams {
  const given = withoutEmpty(filter);
  const query = new URLSearchParams();
  const written = new Set<string>();
  for (const [field, value] of Object.entries(given)) {
    const all = parameters.filter((parameter) => parameter.field === field);
    const bounds = all[0]?.bound === undefined ? [undefined] : Object.keys(value);
    const texts = bounds.map((bound) => {
      const parameter = all.find((each) => each.bound === bound);
      return parameter?.codec.write(bound === undefined ? value : (value as Record<string, unknown>)[bound]);
    });
    if (texts.length > 0 && texts.every((each) => each !== undefined)) written.add(field);
  }
  for (const { name, field, bound, codec } of parameters) {
    const value: unknown = given[field];
    const part = bound === undefined ? value : (value as Record<string, unknown> | undefined)?.[bound];
    if (written.has(field) && part !== undefined) query.set(name, codec.write(part) ?? "");
  }
  const others = Object.entries(given).filter(([field]) => !written.has(field));
  if (others.length > 0) query.set(rest, JSON.stringify(Object.fromEntries(others)));
  return query;
}

/**
 * @param query what `parseFilter` left
 * @param names further parameters of this address
 * @throws InputError for any other
 */
export function refuseUnknown(query: URLSearchParams, names: readonly string[] = []): void {
  refuseUnknownNames(query, [...names, ...filterParameters]);
}

/** @param names all parameters of an address. @throws InputError for any other */
export function refuseUnknownNames(query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys())
    if (!names.includes(name))
      throw new InputError(
        `${JSON.stringify(name.slice(0, 60))} is not a parameter of this address. Use ${anyOf(names)}.`,
      );
}

/** The value of a parameter that is not of the filter; undefined without one. @throws InputError if it occurs twice */
export function singleValue(query: URLSearchParams, name: string): string | undefined {
  return onlyValue(name, valuesOf(query, name));
}

function valuesOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).filter((value) => value.trim() !== "");
}

function onlyValue(name: string, values: readonly string[]): string | undefined {
  if (values.length > 1)
    throw new InputError(`${name}: occurs ${values.length} times in the address. Keep one of them.`);
  return values[0];
}

function read<Value>(name: string, { read: schema }: Pick<Codec<Value>, "read">, value: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `${name}: ${JSON.stringify(value.slice(0, 60))} ${parsed.error.issues[0]?.message ?? "is invalid"}.`,
  );
}
