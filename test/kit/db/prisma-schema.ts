import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const { SchemaEngine, __wbg_set_wasm: attach } = bindings as typeof bindings & {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
};

/** The SQL that Prisma's own engine makes of `schema.prisma`: what all migrations together must amount to. */
export async function schemaScript(url: string, path: string): Promise<string> {
  const program = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(await readFile(program.replace(/\.js$/, ".wasm")), {
    "./schema_engine_bg.js": bindings,
  });
  attach(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  const pool = new pg.Pool({ connectionString: url });
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  try {
    const { stdout } = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [{ path, content: await readFile(path, "utf8") }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? "";
  } finally {
    engine.free();
    await pool.end();
  }
}
