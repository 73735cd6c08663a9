import { showBoard } from "./pages/board.js";
import { showFavicon, showOpenSearch } from "./pages/files.js";
import type { Route } from "./routing/route.js";

/** All addresses of the site. */
export const routes: readonly Route[] = [
  { path: "/", answers: "pages", show: showBoard },
  { path: "/favicon.svg", answers: "text", show: showFavicon },
  { path: "/opensearch.xml", answers: "text", show: showOpenSearch },
];
