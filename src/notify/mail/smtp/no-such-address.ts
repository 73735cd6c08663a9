/** Enhanced codes of RFC 3463 and 7505 about the recipient. Others of 5.1 are about the sender, or say nothing. */
const enhancedCodes = new Set(["1.1", "1.2", "1.3", "1.6", "1.10", "2.1"]);
/** Codes whose text counts, at RCPT TO, if there is no enhanced code. */
const codes = new Set([521, 550, 551, 553, 556]);
const unknown =
  /no (?:such|mailbox)|unknown|unavailable|unrout|invalid|disabled|inactive|no longer|not (?:found|known|exist|local)|n[o'’]t exist/i;
const other = /sender|relay|verif|block|black|spam|policy/i;

/**
 * Whether a permanent error is about the address. It must not be about the sender, policy, space or the text of a mail: all
 * addresses would be suppressed once a server blocks us, or does not know our domain.
 */
export function isNoSuchAddress(status: number, response: string, command: string): boolean {
  const enhanced = /(?:^\d{3}[ -]|#)5\.(\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  if (enhanced !== undefined) return enhancedCodes.has(enhanced);
  return command === "RCPT TO" && codes.has(status) && unknown.test(response) && !other.test(response);
}
