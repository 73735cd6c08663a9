import { type Answer, type TestApp, testToken } from "./app.js";

/** Result of a mutation. */
export interface Receipt {
  added?: number;
  updated?: number;
  recorded?: number;
  unchanged: number;
  rejected: { index: number; message: string }[];
}

export const recordPapersMutation = `mutation ($papers: [PaperInput!]!, $source: String! = "test") {
  recordPapers(papers: $papers, source: $source) { added updated unchanged rejected { index message } }
}`;

export const recordUpvotesMutation = `mutation ($observations: [UpvoteObservationInput!]!, $source: String! = "test") {
  recordUpvotes(observations: $observations, source: $source) { recorded unchanged rejected { index message } }
}`;

/** Sends a request with this authorization header. */
export async function requestAs<Data = Record<string, unknown>>(
  { url }: Pick<TestApp, "url">,
  authorization: string | undefined,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, "status">) };
}

/** Input of an observation, by arXiv ID. */
export interface Observed {
  arxivId: string;
  upvotes: number;
  observedAt: Date | string;
}

/** Writes through the API with the write token. */
export function writerOf(app: Pick<TestApp, "url">) {
  const written = async <Name extends string>(name: Name, query: string, variables: object) => {
    const answer = await requestAs<Record<Name, Receipt>>(app, `Bearer ${testToken}`, query, {
      ...variables,
    });
    if (!answer.data) throw new Error(`The API answered with errors: ${JSON.stringify(answer.errors)}`);
    return answer.data[name];
  };
  return {
    papers: (papers: readonly object[]) => written("recordPapers", recordPapersMutation, { papers }),
    upvotes: (observed: readonly Observed[]) =>
      written("recordUpvotes", recordUpvotesMutation, {
        observations: observed.map(({ arxivId, ...observation }) => ({ paper: { arxivId }, ...observation })),
      }),
  };
}
