import type { TypedDocumentNode } from "@graphql-typed-document-node/core";

/**
 * Executes a query by its ID instead of its text, by GET, so that browsers and CDNs can keep the response. The server needs the
 * manifest that `npm run codegen` writes: `PERSISTED_DOCUMENTS=examples/generated/persisted-documents.json npm start`.
 */
export async function queryById<Data, Variables>(
  url: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { __meta__ } = document as { __meta__?: { hash: string } };
  const parameters = new URLSearchParams({
    documentId: __meta__?.hash ?? "",
    variables: JSON.stringify(variables),
  });
  const response = await fetch(`${url}?${parameters}`);
  const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (!data || errors) throw new Error(errors?.map(({ message }) => message).join("\n"));
  return data;
}
