/** Whether a text is the address of a PostgreSQL that the driver can read. */
export function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname } = new URL(text);
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part);
  } catch {
    return false;
  }
  return protocol === "postgres:" || protocol === "postgresql:";
}

/**
 * An address as it may be shown in a message: without its password, and without query parameters, which may hold another.
 * Where it cannot be said which part is a password, as when the address is malformed, nothing is shown.
 */
export function maskUrl(text: string): string {
  if (!URL.canParse(text) || !text.includes("://")) return "…";
  const { protocol, username, password, host, pathname, search } = new URL(text);
  const hasUser = username !== "" || password !== "";
  // An @ that ends no user name stands behind a password with a special character in it.
  if (text.split("@").length - 1 !== (hasUser ? 1 : 0)) return "…";
  const user = hasUser ? `${username}${password === "" ? "" : ":…"}@` : "";
  return `${protocol}//${user}${host}${pathname}${search === "" ? "" : "?…"}`;
}
