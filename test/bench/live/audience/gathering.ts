const nothing = Buffer.alloc(0);

/**
 * Hands on bytes as they come, together with those before them that were not used yet.
 *
 * @param use takes from the beginning what is whole, and returns how many bytes that were
 */
export function gathering(use: (bytes: Buffer) => number): (chunk: Buffer) => void {
  let rest = nothing;
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const used = use(bytes);
    // The chunk's memory is used again for what other clients get.
    rest = used === bytes.length ? nothing : Buffer.from(bytes.subarray(used));
  };
}
