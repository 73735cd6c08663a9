// A global ID is the type and the key of an object in base64url: `Paper/arxiv/2507.03607`.

export function encodeGlobalId(typename: string, key: string | number | bigint): string {
  return Buffer.from(`${typename}/${key}`).toString("base64url");
}

/** What was encoded, of any type; undefined for what is not base64url of a text. */
export function globalIdText(id: string): string | undefined {
  const text = Buffer.from(id, "base64url").toString();
  return Buffer.from(text).toString("base64url") === id ? text : undefined;
}
