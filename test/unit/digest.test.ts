import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestSubject, oneLine, summaryOf } from "../../src/notify/mail/digest/digest.js";
import { digestHtml } from "../../src/notify/mail/digest/digest-html.js";
import { digestText } from "../../src/notify/mail/digest/digest-text.js";
import { confirmationMessage } from "../../src/notify/mail/message.js";
import { exampleDigest, exampleMessage } from "../kit/notify/digests.js";

describe("a digest", () => {
  test("has the first title and the number of other papers in its subject", () => {
    expect(digestSubject(exampleDigest)).toBe(
      "Attention <script>alert(1)</script> & “Überraschung” and 8 more",
    );
    const [, second] = exampleDigest.papers;
    const papers = second ? [second] : [];
    expect(digestSubject({ ...exampleDigest, papers, more: 0 })).toBe("注意力就是一切");
  });

  test("has everything of its papers in text and HTML", () => {
    const html = digestHtml(exampleDigest);
    const text = digestText(exampleDigest);
    for (const part of [
      ...["#3 · 120 upvotes · Meta AI", "Ada Lovelace, Jürgen Müller and 3 more", "1 upvote"],
      ...["注意力就是一切", "https://papers.example.org/paper/2507.03607", "7 more"],
      ...["https://arxiv.org/abs/2507.03607", exampleDigest.links.manage, exampleDigest.links.unsubscribe],
    ]) {
      expect(text).toContain(part);
      expect(html).toContain(part);
    }
    expect(text).toContain("Attention <script>alert(1)</script> & “Überraschung”");
    for (const line of text.split("\n"))
      expect(line.replace(/^.*(?=http)/, "")).toMatch(/^(?:http.*|.{0,76})$/);
  });

  test("escapes everything in HTML, and loads nothing", () => {
    const html = digestHtml(exampleDigest);
    expect(html).not.toContain("<script");
    expect(html).not.toMatch(/<(?:img|link|iframe|object|video|audio|form|input)\b|url\(|@import|src=/i);
    expect(html).toContain('href="https://github.com/a/b?c=&#34;d&#34;&#38;e"');
    expect(html).not.toMatch(/href="(?!https:\/\/)/);
    fc.assert(
      fc.property(fc.string(), (title) => {
        const [first] = exampleDigest.papers;
        const papers = first ? [{ ...first, title, abstract: title }] : [];
        const tags = digestHtml({ ...exampleDigest, about: "x", papers }).match(/<[a-z/!][^>]*>/gi);
        const plain = first ? [{ ...first, title: "x", abstract: "x" }] : [];
        expect(tags).toEqual(
          digestHtml({ ...exampleDigest, about: "x", papers: plain }).match(/<[a-z/!][^>]*>/gi),
        );
      }),
    );
  });
});

test("mail programs unsubscribe in one click only by https, as RFC 8058 requires", () => {
  const headersOf = (unsubscribe: string) =>
    exampleMessage({ ...exampleDigest, links: { ...exampleDigest.links, unsubscribe } }).headers;
  expect(headersOf("https://papers.example.org/u")).toMatchObject({
    "List-Unsubscribe": "<https://papers.example.org/u>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  expect(headersOf("http://papers.example.org/u")["List-Unsubscribe"]).toBe("<http://papers.example.org/u>");
  expect(headersOf("http://papers.example.org/u")).not.toHaveProperty("List-Unsubscribe-Post");
});

test("a summary ends with a sentence, or with a word and an ellipsis", () => {
  const sentence =
    "We show that e.g. models of 3.5 billion parameters are enough for most of what people do. ";
  const summary = summaryOf(sentence.repeat(9));
  expect(summary).toBe(sentence.repeat(3).trim());
  expect(summaryOf("Short.")).toBe("Short.");
  expect(summaryOf("word ".repeat(200))).toMatch(/^(?:word )+word…$/);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 900 }), (abstract) => {
      expect(summaryOf(abstract).length).toBeLessThanOrEqual(320);
      expect(() => encodeURIComponent(summaryOf(abstract))).not.toThrow();
    }),
  );
});

test("a text in one line is not cut within a letter", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 40 }), (text, length) => {
      const line = oneLine(text, length);
      expect(line.length).toBeLessThanOrEqual(length);
      expect(line).not.toMatch(/[\r\n]/);
      expect(() => encodeURIComponent(line)).not.toThrow();
    }),
  );
});

test("a confirmation says what is requested, and that ignoring it is enough", () => {
  const { subject, text, html, headers } = confirmationMessage(
    {
      about: "papers of <facebook>",
      when: "every day at 8:00 (Europe/Berlin)",
      confirmUrl: "https://papers.example.org/mail/confirm?token=x",
      hoursValid: 48,
      site: "papers.example.org",
    },
    { to: "ada@example.org", messageId: "<x@papers.example.org>" },
  );
  expect(subject).toBe("Confirm: papers of <facebook>");
  for (const part of ["every day at 8:00 (Europe/Berlin)", "within 48 hours", "ignore this email"]) {
    expect(text.replace(/\s+/g, " ")).toContain(part);
    expect(html).toContain(part);
  }
  expect(text).toContain("\nhttps://papers.example.org/mail/confirm?token=x\n");
  expect(html).toContain('href="https://papers.example.org/mail/confirm?token=x"');
  expect(headers["Auto-Submitted"]).toBe("auto-generated");
  // Nothing to unsubscribe from.
  expect(headers["List-Unsubscribe"]).toBeUndefined();
});
