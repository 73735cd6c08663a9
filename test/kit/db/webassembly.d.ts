/** The parts of the WebAssembly API that we use; Node's types lack them. */
declare namespace WebAssembly {
  type Exports = Record<string, unknown>;
  function instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: Exports } }>;
}
