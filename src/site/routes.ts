import { exportRoutes, isPaperFile, showPaperFile } from "./exports/show-export.js";
import { showFeedList } from "./feeds/opml.js";
import { feedRoutes } from "./feeds/show-feed.js";
import { showBoard } from "./pages/board/board.js";
import { showCalendar } from "./pages/calendar.js";
import { showComparison } from "./pages/compare/compare.js";
import { showAuthor } from "./pages/entities/author.js";
import { showKeyword } from "./pages/entities/keyword.js";
import { showOrganization } from "./pages/entities/organization.js";
import { showFavicon, showOpenSearch } from "./pages/files.js";
import { showPaper } from "./pages/paper/paper.js";
import { showPapers } from "./pages/papers/papers.js";
import { showPath } from "./pages/path.js";
import { showSearch } from "./pages/search/search.js";
import { showSuggestions } from "./pages/suggest.js";
import type { Route } from "./routing/route.js";

/** All addresses of the site. */
export const routes: readonly Route[] = [
  { path: "/", answers: "pages", show: showBoard },
  { path: "/papers", answers: "pages", show: showPapers },
  {
    path: "/paper/*",
    answers: "pages",
    show: (request, ask) => (isPaperFile(request) ? showPaperFile : showPaper)(request, ask),
  },
  { path: "/org/*", answers: "pages", show: showOrganization },
  { path: "/author/*", answers: "pages", show: showAuthor },
  { path: "/keyword/*", answers: "pages", show: showKeyword },
  { path: "/compare", answers: "pages", show: showComparison },
  { path: "/calendar", answers: "pages", show: showCalendar },
  { path: "/search", answers: "pages", show: showSearch },
  { path: "/path", answers: "pages", show: showPath },
  ...exportRoutes,
  ...feedRoutes,
  { path: "/feeds.opml", answers: "text", show: showFeedList },
  { path: "/suggest", answers: "text", show: showSuggestions },
  { path: "/favicon.svg", answers: "text", show: showFavicon },
  { path: "/opensearch.xml", answers: "text", show: showOpenSearch },
];
