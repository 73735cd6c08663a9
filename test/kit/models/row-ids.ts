/** A global ID as earlier versions gave it out, with a row ID. */
export function idOfRow(type: string, row: number): string {
  return Buffer.from(`${type}:${row}`).toString("base64url");
}
