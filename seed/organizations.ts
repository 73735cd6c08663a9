import type { OrganizationDraft } from "../src/domain/draft.js";
import { syllables } from "./words.js";

const kinds = [
  ["University", "-university"],
  ["Labs", "-labs"],
  ["AI", "-ai"],
  ["Research", "-research"],
  ["Institute of Technology", "-tech"],
  ["Intelligence", "Intelligence"],
  ["Robotics", "-robotics"],
  ["Foundation", ""],
] as const;

/** The organization of a number from 0 on; different numbers have different slugs and names. All are invented. */
export function organizationAt(number: number): OrganizationDraft {
  const [kind, suffix] = kinds[number % kinds.length] ?? kinds[0];
  // The stem is the number written with syllables for digits: no two numbers share one.
  let stem = "";
  for (let rest = Math.floor(number / kinds.length) + syllables.length; rest > 0; )
    [stem, rest] = [stem + (syllables[rest % syllables.length] ?? ""), Math.floor(rest / syllables.length)];
  const place = stem.charAt(0).toUpperCase() + stem.slice(1);
  return {
    slug: suffix.startsWith("-") ? `${stem}${suffix}` : `${place}${suffix}`,
    name: `${place} ${kind}`,
    avatarUrl: `https://avatars.example.org/organizations/${number}.png`,
  };
}
