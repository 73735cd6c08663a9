/** What GraphiQL opens on: a question that has an answer on any data, and shows the way to the others. */
export const welcomeQuery = `# papergraph: trending research papers, their authors and organizations.
# Press the play button, then look around: every type and field is described under "Docs".

query Welcome {
  # The most upvoted papers that an organization published.
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
    # Hand endCursor back as \`after\` for the next page.
    pageInfo { hasNextPage endCursor }
  }

  # Who publishes most. Try papers(filter: { organizations: ["…"] }) with one of these slugs.
  organizations(first: 5) {
    nodes { slug name papersCount upvotes }
  }
}

# What happens, live: replace all of this with the next line, and press the play button.
# subscription { trendingBoard(first: 5) { nodes { rank score paper { title upvotes } } } }
`;
