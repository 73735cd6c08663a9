import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";
import { encodeWord, encodeWords, foldLines, isPlainText, quoteString } from "nodemailer/lib/mime-funcs";
import { encode, wrap } from "nodemailer/lib/qp";
import type { DatedMessage } from "../message.js";

const lineLength = 76;

/** A name and an address. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Parses `Papers <papers@example.org>`, or an address. Its domain is returned in ASCII. */
export function parseMailbox(text: string): Mailbox {
  const [, name = "", address = text.trim()] = /^([^<]*)<([^>]*)>\s*$/.exec(text.trim()) ?? [];
  const at = address.lastIndexOf("@") + 1;
  return { name: name.trim(), address: `${address.slice(0, at)}${domainToASCII(address.slice(at))}` };
}

/**
 * A mail as it is sent: text and HTML as alternatives, in quoted-printable. The library's composer makes a dozen streams for
 * each, which takes several times as long.
 */
export function mimeOf(message: DatedMessage, from: Mailbox): Buffer {
  const { to, subject, messageId, date, headers, text, html } = message;
  // Encoded texts have no `=_`.
  const boundary = `=_${createHash("sha256").update(messageId).digest("hex").slice(0, 32)}`;
  const lines = [
    ["From", `${nameOf(from)}<${from.address}>`],
    ["To", to],
    ["Subject", encodedSubject(oneLine(subject))],
    ["Message-ID", messageId],
    ["Date", date.toUTCString().replace("GMT", "+0000")],
    ...Object.entries(headers),
    ["MIME-Version", "1.0"],
    ["Content-Type", `multipart/alternative; boundary="${boundary}"`],
  ].map(([name, value = ""]) => foldLines(`${name}: ${oneLine(value)}`, lineLength));
  const parts = [
    ["plain", text],
    ["html", html],
  ].map(
    ([type, content = ""]) =>
      `--${boundary}\r\nContent-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${encoded(content)}\r\n`,
  );
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${parts.join("")}--${boundary}--\r\n`);
}

function encodedSubject(subject: string): string {
  // What looks like an encoded word would be decoded.
  return subject.includes("=?") ? encodeWord(subject, "Q", 52) : encodeWords(subject, "Q", 52);
}

function encoded(text: string): string {
  return wrap(encode(text.replace(/\r\n?|\n/g, "\r\n")), lineLength);
}

function nameOf({ name }: Mailbox): string {
  if (name === "") return "";
  return `${isPlainText(name, true) ? quoteString(name) : encodeWord(name, "Q", 52)} `;
}

/** No value can add a header. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\0]+/g, " ");
}
