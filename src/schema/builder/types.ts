import type { PrismaObjectRef } from "@pothos/plugin-prisma";
import type PrismaTypes from "../../db/generated/pothos.js";
import type { SchemaTypes } from "./builder.js";

type Ref<Model extends keyof PrismaTypes> = PrismaObjectRef<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  PrismaTypes[Model],
  PrismaTypes[Model]["Shape"]
>;

/** The types that lead to each other. Each is defined on its own first, then linked to the rest. */
export interface Types {
  Paper: Ref<"Paper">;
  Organization: Ref<"Organization">;
  Author: Ref<"Author">;
  Keyword: Ref<"Keyword">;
}
