/** Whether a text is a PostgreSQL URL that the driver can parse. */
export function isPostgresUrl(text: string): boolean {
  return hasProtocol(text, ["postgres:", "postgresql:"]);
}

/** Whether a text is the URL of an SMTP server. */
export function isSmtpUrl(text: string): boolean {
  return hasProtocol(text, ["smtp:", "smtps:"]) && new URL(text).hostname !== "";
}

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname } = new URL(text);
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part);
  } catch {
    return false;
  }
  return protocols.includes(protocol);
}

/**
 * Masks a URL for messages: removes the password, and the query parameters, which may contain another.
 * Masks everything if the password cannot be located, for example in a malformed URL.
 */
export function maskUrl(text: string): string {
  if (!URL.canParse(text) || !text.includes("://")) return "…";
  const { protocol, username, password, host, pathname, search } = new URL(text);
  const hasUser = username !== "" || password !== "";
  // An extra @ means an unescaped password.
  if (text.split("@").length - 1 !== (hasUser ? 1 : 0)) return "…";
  const user = hasUser ? `${username}${password === "" ? "" : ":…"}@` : "";
  return `${protocol}//${user}${host}${pathname}${search === "" ? "" : "?…"}`;
}
