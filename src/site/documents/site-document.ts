/** An operation of a page: `npm run codegen` makes these from `documents/*.graphql`. */
export interface SiteDocument<Data, Variables> {
  /** SHA-256 of the text, as clients send it in place of the text. */
  readonly id: string;
  readonly text: string;
  /** Never set. */
  readonly types?: (variables: Variables) => Data;
}
