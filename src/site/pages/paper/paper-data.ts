import type { PaperQuery } from "../../generated/documents.js";

export type PaperData = NonNullable<PaperQuery["paper"]>;
