import type { PrismaObjectRef } from "@pothos/plugin-prisma";
import type PrismaTypes from "../../db/generated/pothos.js";
import type { SchemaTypes } from "./builder.js";

type Ref<Model extends keyof PrismaTypes> = PrismaObjectRef<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  PrismaTypes[Model],
  PrismaTypes[Model]["Shape"]
>;

/** Types that refer to each other. Each is defined first, then linked to the others. */
export interface Types {
  Paper: Ref<"Paper">;
  Organization: Ref<"Organization">;
  Author: Ref<"Author">;
  Keyword: Ref<"Keyword">;
}
