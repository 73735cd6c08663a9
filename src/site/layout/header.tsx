/** Pages of the navigation. */
const places = [
  { address: "/", name: "Trending" },
  { address: "/papers", name: "Papers" },
  { address: "/calendar", name: "Calendar" },
  { address: "/compare", name: "Compare" },
  { address: "/path", name: "Path" },
] as const;

interface HeaderProps {
  /** Of the page. */
  address: string;
  search: string | undefined;
  graphiql: boolean;
}

export function Header({ address, search, graphiql }: HeaderProps) {
  const [path] = address.split("?", 1);
  return (
    <header class="top">
      <div class="bar">
        <a class="brand" href="/">
          paper<span>graph</span>
        </a>
        <SearchBox text={search} />
        <button
          type="button"
          class="theme"
          data-theme-switch
          hidden
          aria-label="Switch between light and dark"
        >
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
            <circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6" />
            <path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor" />
          </svg>
        </button>
      </div>
      <nav aria-label="Pages">
        {places.map(({ address: to, name }) => (
          <a key={to} href={to} aria-current={path === to ? "page" : undefined}>
            {name}
          </a>
        ))}
        {graphiql && <a href="/graphql">API</a>}
      </nav>
    </header>
  );
}

/** Works without scripts; with them, suggests while typing. */
export function SearchBox({ text, isLarge = false }: { text?: string | undefined; isLarge?: boolean }) {
  const id = isLarge ? "search-here" : "search";
  return (
    // biome-ignore lint/a11y/useSemanticElements: `search` is not known to all browsers
    <form
      class={isLarge ? "search large" : "search"}
      role="search"
      aria-label={isLarge ? "Search here" : "Search"}
      action="/search"
    >
      <label class="spoken" for={id}>
        Search papers, people, organizations and keywords
      </label>
      <input
        id={id}
        type="search"
        name="search"
        value={text}
        placeholder="Search papers and people"
        autocomplete="off"
        maxLength={250}
        data-suggest={isLarge ? undefined : ""}
      />
    </form>
  );
}
