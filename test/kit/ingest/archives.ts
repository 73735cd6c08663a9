/** Synthetic files in arXiv's formats, laid out like real ones. */

export const oaiDocument = (...records: string[]) => `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<responseDate>2025-07-08T00:00:00Z</responseDate>
<request verb="ListRecords" metadataPrefix="arXiv">http://oaipmh.arxiv.org/oai</request>
<ListRecords>
${records.join("\n")}
<resumptionToken cursor="0" completeListSize="3">verb%3DListRecords%26skip%3D2</resumptionToken>
</ListRecords>
</OAI-PMH>
`;

export const oaiRecord = (metadata: string, header = "") => `<record>
<header${header}><identifier>oai:arXiv.org:2507.00001</identifier><datestamp>2025-07-08</datestamp></header>
${metadata}
</record>`;

export interface ArchivedPaper {
  id: string;
  title: string;
}

/** A record of the prefix `arXiv`. */
export const arxivRecord = ({ id, title }: ArchivedPaper) =>
  oaiRecord(`<metadata>
 <arXiv xmlns="http://arxiv.org/OAI/arXiv/">
 <id>${id}</id><created>2025-07-01</created><updated>2025-07-03</updated><authors><author><keyname>Lovelace</keyname><forenames>Ada</forenames><affiliation>London</affiliation></author><author><keyname>King</keyname><forenames>M. L.</forenames><suffix>Jr.</suffix></author><author><keyname>H1 Collaboration</keyname></author></authors><title>${title}</title><categories>cs.CL cs.LG</categories><comments>10 pages</comments><license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license><abstract>  We look at trees &amp; stones,
and find a &lt; b.
</abstract></arXiv>
</metadata>`);

/** A record of the prefix `arXivRaw`. */
export const rawRecord = ({ id, title }: ArchivedPaper) =>
  oaiRecord(`<metadata>
 <arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
 <id>${id}</id><submitter>Ada Lovelace</submitter><version version="v1"><date>Tue, 1 Jul 2025 19:18:42 GMT</date><size>609kb</size><source_type>D</source_type></version><version version="v2"><date>Thu, 3 Jul 2025 01:00:00 GMT</date><size>610kb</size></version><title>${title}</title><authors>Ada Lovelace (London), M. L. King, Jr. and H1 Collaboration</authors><categories>cs.CL cs.LG</categories><abstract>  We look at trees &amp; stones,
and find a &lt; b.
</abstract></arXivRaw>
</metadata>`);

export const atomFeed = (...entries: string[]) => `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query=all:trees" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=all:trees</title>
  <id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>
  <updated>2025-07-08T00:00:00-04:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
${entries.join("\n")}
</feed>
`;

export const atomEntry = ({ id, title }: ArchivedPaper) => `  <entry>
    <id>http://arxiv.org/abs/${id}v2</id>
    <updated>2025-07-03T01:00:00Z</updated>
    <published>2025-07-01T19:18:42Z</published>
    <title>${title}</title>
    <summary>  We look at trees &amp; stones,
and find a &lt; b.
</summary>
    <author><name>Ada Lovelace</name><arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">London</arxiv:affiliation></author>
    <author><name>M. L. King Jr.</name></author>
    <author><name>H1 Collaboration</name></author>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CL"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
  </entry>`;

/** A row of the snapshot; a field that is undefined is left out of its line. */
export const kaggleRow = (fields: Record<string, unknown> = {}) => ({
  id: "2507.00001",
  submitter: "Ada Lovelace",
  authors: "Ada Lovelace (London), M. L. King, Jr. and H1 Collaboration",
  title: "On\n  Trees",
  comments: "10 pages",
  "journal-ref": null,
  doi: null,
  "report-no": null,
  categories: "cs.CL cs.LG",
  license: null,
  abstract: "  We look at trees & stones,\nand find a < b.\n",
  versions: [
    { version: "v1", created: "Tue, 1 Jul 2025 19:18:42 GMT" },
    { version: "v2", created: "Thu, 3 Jul 2025 01:00:00 GMT" },
  ],
  update_date: "2025-07-04",
  authors_parsed: [
    ["Lovelace", "Ada", "", "London"],
    ["King", "M. L.", "Jr."],
    ["H1 Collaboration", "", ""],
  ],
  ...fields,
});
