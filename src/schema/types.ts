import type { defineAuthor } from "./author.js";
import type { defineKeyword } from "./keyword.js";
import type { defineOrganization } from "./organization.js";
import type { definePaper } from "./paper.js";

/** The types that lead to each other. Each is defined on its own first, then linked to the rest. */
export interface Types {
  Paper: ReturnType<typeof definePaper>;
  Organization: ReturnType<typeof defineOrganization>;
  Author: ReturnType<typeof defineAuthor>;
  Keyword: ReturnType<typeof defineKeyword>;
}
