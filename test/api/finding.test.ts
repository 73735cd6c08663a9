import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useDatabase } from "../kit/db/database.js";
import { recordKeyedThings } from "../kit/models/keyed-things.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

// Things are found by what people have: addresses, usernames, names.

const database = useDatabase(({ db }) => recordKeyedThings(db));
const app = useApp(database);
const write = writerOf(app);

const addresses = (id: string) => [
  ...[
    id,
    `${id}v2`,
    `arXiv:${id}`,
    `arxiv: ${id}v3`,
    `arXiv:${id}v2 [cs.CL] 4 Jul 2025`,
    ` ${id} `,
    `“${id}”`,
  ],
  ...["abs", "pdf", "html"].flatMap((section) => [
    `https://arxiv.org/${section}/${id}`,
    `http://www.arxiv.org/${section}/${id}v2/`,
    `arxiv.org/${section}/${id}?context=cs#abstract`,
  ]),
  ...[
    `https://arxiv.org/pdf/${id}v1.pdf`,
    `https://export.arxiv.org/abs/${id}`,
    `HTTPS://ARXIV.ORG/ABS/${id}`,
  ],
  ...[`https://doi.org/10.48550/arXiv.${id}`, `10.48550/arXiv.${id}`, `doi:10.48550/ARXIV.${id}`],
  ...[`https://www.doi.org/10.48550/arXiv.${id}`, `info:doi/10.48550/arXiv.${id}`],
  ...[
    `https://arxiv.org//abs/${id}`,
    `https://arxiv.org:443/abs/${id}`,
    `http://arxiv.org:80//pdf//${id}v1.pdf`,
  ],
  // As programs print them that escape every part of an address.
  ...[
    `https://doi.org/10.48550%2FarXiv.${encodeURIComponent(id)}`,
    `https://doi.org/10.48550%2farXiv.${id}`,
    `https://doi.org/10.48550/arXiv.${encodeURIComponent(id)}`,
    `https://arxiv.org/abs/${encodeURIComponent(id)}v1`,
    `https://arxiv.org/abs/${encodeURIComponent(`arXiv:${id}`)}`,
    encodeURIComponent(`https://arxiv.org/abs/${id}`),
    ...[`https://arxiv.org/abs/${id}%20`, `https://arxiv.org/abs/${id}%0A`, `%20${id}%C2%A0`],
    ...[`https://arxiv.org/abs/${id}%3Fcontext=cs`, `https://arxiv.org/pdf/${id}.pdf%23page=2`],
    `%E2%80%9C${id}%E2%80%9D`,
  ],
  ...[
    `https://huggingface.co/papers/${id}`,
    `https://huggingface.co/papers/${id}/#community`,
    `hf.co/papers/${id}`,
  ],
  ...[`https://www.alphaxiv.org/abs/${id}v1`, `https://alphaxiv.org/overview/${id}`],
  ...[`https://ar5iv.labs.arxiv.org/html/${id}`, `https://ar5iv.org/abs/${id}`],
];

test.each(["2507.00001", "hep-th/9901001"])("%s is found in any form", async (id) => {
  const { paper: plain } = await app.get<{ paper: { id: string } }>(
    `{ paper(by: { arxivId: "${id}" }) { id } }`,
  );
  for (const arxivId of addresses(id)) {
    expect([
      arxivId,
      await app.get("query ($arxivId: String!) { paper(by: { arxivId: $arxivId }) { id } }", { arxivId }),
    ]).toEqual([arxivId, { paper: plain }]);
  }
  const { papers } = await app.get<{ papers: unknown }>(
    "query ($ids: [String!]) { papers(filter: { arxivIds: $ids }) { nodes { id } } }",
    { ids: addresses(id) },
  );
  expect(papers).toEqual({ nodes: [plain] });
});

test("an arXiv ID of no paper finds nothing; other texts are refused", async () => {
  for (const id of ["2507.99999", "0704.0001", "hep-th/9999999"])
    expect(await app.get(`{ paper(by: { arxivId: "${id}" }) { id } }`)).toEqual({ paper: null });
  for (const text of [
    "",
    "x",
    "2507",
    "https://example.org/2507.00001",
    "\0",
    "\ud800",
    "2507.000011",
    ...["https://doi.org/10.48550%252FarXiv.2507.00001", "https://arxiv.org:443:80/abs/2507.00001"],
    ...["https://arxiv.org/abs/2507.00001%2520", "https://arxiv.org/abs/2507.00001%E9", "2507.00001%", "%zz"],
    "9".repeat(100_000),
  ]) {
    const { errors } = await app.ask("query ($id: String!) { paper(by: { arxivId: $id }) { id } }", {
      id: text,
    });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(
        /^by.arxivId: ".* is not an arXiv identifier; expected the form 2507.03607/,
      ),
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
});

describe("papers by arXiv IDs", () => {
  const query = `query ($filter: PaperFilter, $direction: OrderDirection! = DESC, $first: Int, $last: Int, $after: String) {
    papers(filter: $filter, orderBy: { field: GIVEN, direction: $direction }, first: $first, last: $last, after: $after) {
      totalCount nodes { arxivId } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }`;
  interface Listed {
    papers: {
      totalCount: number;
      nodes: { arxivId: string }[];
      pageInfo: { endCursor: string; hasNextPage: boolean };
    };
  }
  const stored = ["2507.00001", "hep-th/9901001", "2507.00004", "2507.00005"];
  const form = fc.constantFrom("", "arXiv:", "https://huggingface.co/papers/");
  const listed = fc.array(fc.tuple(form, fc.constantFrom(...stored, "2507.99998", "2507.99999")), {
    minLength: 1,
    maxLength: 8,
  });

  test("come in the order of the list, without repetition, page by page", async () => {
    await fc.assert(
      fc.asyncProperty(
        listed,
        fc.constantFrom("DESC", "ASC"),
        fc.integer({ min: 1, max: 5 }),
        async (ids, direction, first) => {
          const arxivIds = ids.map(([prefix, id]) => prefix + id);
          const wanted = [...new Set(ids.map(([, id]) => id))].filter((id) => stored.includes(id));
          if (direction === "ASC") wanted.reverse();
          const found: string[] = [];
          for (let after: string | null = null, more = true; more; ) {
            const { papers }: Listed = await app.get(query, {
              filter: { arxivIds },
              direction,
              first,
              after,
            });
            expect(papers.totalCount).toBe(wanted.length);
            found.push(...papers.nodes.map(({ arxivId }) => arxivId));
            [after, more] = [papers.pageInfo.endCursor, papers.pageInfo.hasNextPage];
          }
          expect(found).toEqual(wanted);
          const { papers } = await app.get<Listed>(query, {
            filter: { and: [{ arxivIds }] },
            direction,
            last: 2,
          });
          expect(papers.nodes.map(({ arxivId }) => arxivId)).toEqual(wanted.slice(-2));
        },
      ),
      { numRuns: 30 },
    );
  });

  test("are a filter like any other", async () => {
    const data = await app.get(`{
      others: papers(filter: { not: { arxivIds: ["2507.00001"] }, arxivIds: ["2507.00001", "2507.00004"] }) { nodes { arxivId } }
      organization(slug: "a") {
        papers(filter: { arxivIds: ["2507.00001", "2507.00004"] }, orderBy: { field: GIVEN }) { totalCount nodes { arxivId } }
      }
      paperStats(filter: { arxivIds: ["2507.00001", "2507.00004"] }) { totals { papers } }
    }`);
    expect(data).toEqual({
      others: { nodes: [{ arxivId: "2507.00004" }] },
      organization: { papers: { totalCount: 1, nodes: [{ arxivId: "2507.00004" }] } },
      paperStats: { totals: { papers: 2 } },
    });
  });

  test.each([
    ["papers(orderBy: { field: GIVEN }) { totalCount }", "orderBy: GIVEN needs `arxivIds` in the filter"],
    [
      'papers(filter: { not: { arxivIds: ["2507.00001"] } }, orderBy: { field: GIVEN }) { totalCount }',
      "orderBy: GIVEN needs",
    ],
    ["papers(filter: { arxivIds: [] }) { totalCount }", "filter.arxivIds: an empty list matches nothing"],
    [
      'papers(filter: { or: [{ arxivIds: ["2507.00001", "x"] }] }) { totalCount }',
      'filter.or[0].arxivIds[1]: "x" is not an arXiv',
    ],
    [
      'paperStats(filter: { arxivIds: [""] }) { totals { papers } }',
      'filter.arxivIds[0]: "" is not an arXiv',
    ],
  ])("%s: %s", async (field, message) => {
    const { errors } = await app.ask(`{ ${field} }`);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: "BAD_USER_INPUT" },
    });
  });

  test("a thousand are found, and as many as fit into a request", async () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, index) => `2401.${String(index).padStart(5, "0")}`);
    const { papers } = await app.get<Listed>(query, { filter: { arxivIds: [...ids(1_000), ...stored] } });
    expect(papers.nodes.map(({ arxivId }) => arxivId)).toEqual(stored);
    expect((await app.get<Listed>(query, { filter: { arxivIds: ids(1_900) } })).papers.totalCount).toBe(0);
  });
});

describe("an author by username", () => {
  test("is found regardless of case, and by address", async () => {
    for (const username of ["Grace-H", "grace-h", " GRACE-H ", "https://huggingface.co/Grace-H/models"])
      expect(
        await app.get("query ($username: String) { author(username: $username) { name username } }", {
          username,
        }),
      ).toEqual({ author: { name: "Grace Hopper", username: "Grace-H" } });
    for (const username of ["grace", "", "\0", "\ud800", "Grace Hopper", "x".repeat(100_000)])
      expect(
        await app.get("query ($username: String) { author(username: $username) { name } }", { username }),
      ).toEqual({
        author: null,
      });
  });

  test("of several accounts with the username, has the most papers", async () => {
    const by = (accountId: string) => [{ name: `Namesake ${accountId}`, accountId, username: "Shared" }];
    await write.papers([
      { title: "Shared 1", authors: by("s1") },
      { title: "Shared 2", authors: by("s2") },
      { title: "Shared 3", authors: by("s2") },
    ]);
    expect(await app.get('{ author(username: "shared") { name } }')).toEqual({
      author: { name: "Namesake s2" },
    });
  });

  test.each([
    "author { name }",
    'author(id: "x", username: "x") { name }',
    "author(username: null) { name }",
  ])("needs exactly one argument: %s", async (field) => {
    const { errors } = await app.ask(`{ ${field} }`);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(
        /^author: expected exactly one of `id` and `username`, got (none|both)\.$/,
      ),
      extensions: { code: "BAD_USER_INPUT" },
    });
  });
});

describe("an organization", () => {
  const slugOf = async (slug: string) =>
    (
      await app.get<{ organization: { slug: string } | null }>(
        "query ($slug: String!) { organization(slug: $slug) { slug } }",
        { slug },
      )
    ).organization?.slug;

  test("is found by name regardless of case, of several the one with the most papers", async () => {
    for (const name of ["The Lab", "THE LAB", " the  lab "]) expect(await slugOf(name)).toBe("new-lab");
    expect(await slugOf("twins")).toBe("b");
    for (const name of ["The", "", "\0", "\ud800", "x".repeat(100_000)])
      expect(await slugOf(name)).toBeUndefined();
  });

  test.each([
    "https://huggingface.co/new-lab",
    "huggingface.co/new-lab/some-model",
    "https://www.huggingface.co/organizations/New-Lab/papers?sort=new",
    "http://hf.co/new-lab#models",
    "<https://huggingface.co/new-lab>.",
    "//huggingface.co/spaces/new-lab/some-space",
  ])("is found by address: %s", async (address) => {
    expect(await slugOf(address)).toBe("new-lab");
  });

  test("is found by slug rather than by the name of another", async () => {
    await write.papers([{ title: "Confusing", organization: { slug: "c", name: "a" } }]);
    expect(await slugOf("A")).toBe("a");
  });
});
