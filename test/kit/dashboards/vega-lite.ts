import { z } from "zod";

const channel = z.object({ field: z.string(), type: z.string().optional() });
const encoding = z.record(z.string(), channel);
const specSchema = z.object({
  $schema: z.string(),
  title: z.string(),
  data: z.object({ url: z.string(), format: z.object({ type: z.literal("json"), property: z.string() }) }),
  encoding: encoding,
  layer: z.array(z.object({ encoding })).default([]),
});

export type Spec = z.infer<typeof specSchema>;

/** The specifications in a page. */
export function specsOf(page: string): Spec[] {
  const blocks = page.matchAll(/<script type="application\/vnd\.vega-lite\+json">(.*?)<\/script>/gs);
  return [...blocks].map(([, text = ""]) => specSchema.parse(JSON.parse(text)));
}

/** The fields that a specification draws, with their types. */
export function fieldsOf({ encoding: shared, layer }: Spec): z.infer<typeof channel>[] {
  return [shared, ...layer.map((each) => each.encoding)].flatMap((each) => Object.values(each));
}

/** The value of a field such as `totals.papers` or `upvotes[0]`. */
export function readField(datum: unknown, field: string): unknown {
  return field
    .split(/[.[\]]+/)
    .filter((key) => key !== "")
    .reduce((value: unknown, key) => (value as Record<string, unknown> | null)?.[key], datum);
}
