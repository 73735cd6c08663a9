import type { OrganizationDraft } from "../src/domain/interchange/paper-draft.js";
import { stem } from "./words.js";

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

/** An invented organization, with unique slug and name. @param number from 0 */
export function organizationAt(number: number): OrganizationDraft {
  const [kind, suffix] = kinds[number % kinds.length] ?? kinds[0];
  const place = stem(Math.floor(number / kinds.length));
  return {
    slug: suffix.startsWith("-") ? `${place.toLowerCase()}${suffix}` : `${place}${suffix}`,
    name: `${place} ${kind}`,
    avatarUrl: `https://avatars.example.org/organizations/${number}.png`,
  };
}
