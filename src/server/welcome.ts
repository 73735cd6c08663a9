/** Initial query of GraphiQL. Returns data from any non-empty database. */
export const welcomeQuery = `# papergraph: trending research papers, their authors and organizations.
# Press the play button. Every type and field is described under "Docs".

query Welcome {
  # The most upvoted papers from organizations.
  papers(
    filter: { hasOrganization: true }
    orderBy: { field: UPVOTES }
    first: 5
  ) {
    totalCount
    nodes {
      title
      publishedOn
      upvotes
      organization { slug name }
      authors(first: 3) {
        totalCount
        nodes { name }
      }
    }
    # For the next page, pass endCursor as \`after\`.
    pageInfo { hasNextPage endCursor }
  }

  # Organizations with the most papers. Try papers(filter: { organizations: ["…"] }) with one of these slugs.
  organizations(first: 5) {
    nodes { slug name papersCount upvotes }
  }
}

# Live updates: replace everything with the next line, and press the play button.
# subscription { trendingBoard(first: 5) { nodes { rank score paper { title upvotes } } } }
`;
