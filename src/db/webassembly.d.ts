/** The two names of the WebAssembly API that we use; the rest comes only with the types of a browser. */
declare namespace WebAssembly {
  type Exports = Record<string, unknown>;
  function instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: Exports } }>;
}
