/** What all pages of a server share. */
export interface Shell {
  /** Addresses of static files. */
  readonly assets: Assets;
  /** Whether GraphiQL is served. */
  readonly graphiql: boolean;
}

export interface Assets {
  readonly style: string;
  /** Runs before the page is shown. */
  readonly theme: string;
  /** Entry point of the scripts, and what it imports. */
  readonly script: string;
  readonly modules: readonly string[];
}
