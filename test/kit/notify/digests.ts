import type { Digest } from "../../../src/notify/mail/digest/digest.js";
import { type DatedMessage, digestMessage } from "../../../src/notify/mail/message.js";

/** A digest of two papers, with letters that HTML, headers and SMTP treat specially. */
export const exampleDigest: Digest = {
  about: "papers of <facebook> & “Müller” with 20 or more upvotes",
  date: "Tuesday, July 8, 2025",
  papers: [
    {
      title: "Attention <script>alert(1)</script> & “Überraschung”",
      url: "https://papers.example.org/paper/2507.03607",
      authors: ["Ada Lovelace", "Jürgen Müller"],
      authorsCount: 5,
      organization: "Meta AI",
      upvotes: 120,
      rank: 3,
      abstract:
        ".A sentence that begins with a dot.\n.\nAnother one, after a line with nothing but a dot. ".repeat(
          9,
        ),
      arxivUrl: "https://arxiv.org/abs/2507.03607",
      codeUrl: 'https://github.com/a/b?c="d"&e',
    },
    {
      title: "注意力就是一切",
      url: "https://papers.example.org/paper/2507.00001",
      authors: [],
      authorsCount: 0,
      upvotes: 1,
    },
  ],
  more: 7,
  links: {
    view: "https://papers.example.org/papers?organizations=facebook&minUpvotes=20",
    manage: `https://papers.example.org/mail/manage?token=${"m".repeat(74)}`,
    unsubscribe: `https://papers.example.org/mail/unsubscribe?token=${"u".repeat(74)}`,
  },
};

export function exampleMessage(digest: Digest = exampleDigest): DatedMessage {
  const addressed = {
    to: "ada@example.org",
    messageId: "<0190a1b2.20250708T070000Z@papers.example.org>",
  };
  const list = { oneClickUrl: digest.links.unsubscribe, host: "papers.example.org" };
  return { ...digestMessage(digest, addressed, list), date: new Date("2025-07-08T07:00:00Z") };
}
