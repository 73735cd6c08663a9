import { exportRoutes, isPaperFile, showPaperFile } from "./exports/show-export.js";
import { showFeedList } from "./feeds/opml.js";
import { feedRoutes } from "./feeds/show-feed.js";
import { showBoard } from "./pages/board/board.js";
import { showFavicon, showOpenSearch } from "./pages/files.js";
import { showPaper } from "./pages/paper/paper.js";
import { showPapers } from "./pages/papers/papers.js";
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
  ...exportRoutes,
  ...feedRoutes,
  { path: "/feeds.opml", answers: "text", show: showFeedList },
  { path: "/suggest", answers: "text", show: showSuggestions },
  { path: "/favicon.svg", answers: "text", show: showFavicon },
  { path: "/opensearch.xml", answers: "text", show: showOpenSearch },
];
