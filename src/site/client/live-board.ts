import { moveInto } from "./rows.js";
import { update as updateTimes } from "./since.js";

/** A message of the subscription. */
interface BoardMessage {
  data?: { trendingBoard: { nodes: { rank: number; paper: { id: string; upvotes: number } }[] } };
}

/** Milliseconds until a connection that the server refused is tried again. */
const retryMs = 10_000;

/**
 * Keeps the board up to date: a subscription says when it has changed, and the server renders it again. Hidden pages do not
 * listen, because browsers have only six connections for all pages of a server by HTTP/1.1.
 */
export function liveBoard(): void {
  const board = document.querySelector<HTMLElement>("#board[data-live]");
  const { documentId, variables } = JSON.parse(board?.dataset["live"] ?? "{}") as Record<string, unknown>;
  if (board === null || documentId === undefined) return;
  const query = new URLSearchParams({
    documentId: String(documentId),
    variables: JSON.stringify(variables),
  });
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const listen = () => {
    close();
    const opened = new EventSource(`/graphql?${query}`);
    source = opened;
    opened.addEventListener("open", () => showState("on"));
    opened.addEventListener("next", ({ data }) => {
      const { data: message } = JSON.parse(data) as BoardMessage;
      if (message !== undefined && differs(board, message.trendingBoard.nodes)) refresh();
    });
    opened.addEventListener("error", () => {
      showState("off");
      if (opened.readyState === EventSource.CLOSED) retry = setTimeout(listen, retryMs);
    });
    opened.addEventListener("complete", () => {
      close();
      showState("off");
      retry = setTimeout(listen, retryMs);
    });
  };
  const listenIfVisible = () => (document.hidden ? close() : listen());
  document.addEventListener("visibilitychange", listenIfVisible);
  // A page that is kept for the way back must not hold a connection.
  addEventListener("pagehide", close);
  addEventListener("pageshow", ({ persisted }) => persisted && listenIfVisible());
  listenIfVisible();
}

/** Whether the page shows other papers, ranks or upvotes. */
function differs(
  board: HTMLElement,
  nodes: { rank: number; paper: { id: string; upvotes: number } }[],
): boolean {
  const shown = [...board.children].map((row) => {
    const upvotes = row.querySelector<HTMLElement>("[data-upvotes]")?.dataset["upvotes"];
    return `${row.getAttribute("data-paper")} ${row.querySelector(".rank strong")?.textContent} ${upvotes}`;
  });
  return shown.join() !== nodes.map(({ rank, paper }) => `${paper.id} ${rank} ${paper.upvotes}`).join();
}

let running = false;
let isWanted = false;

/** Fetches the page again and moves its rows; one request at a time. */
async function refresh(): Promise<void> {
  isWanted = true;
  if (running) return;
  running = true;
  try {
    while (isWanted) {
      isWanted = false;
      const response = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-cache" });
      if (!response.ok) continue;
      show(new DOMParser().parseFromString(await response.text(), "text/html"));
    }
  } catch {
    // The next message tries again.
  } finally {
    running = false;
  }
}

function show(page: Document): void {
  const [board, next] = [document.querySelector("#board"), page.querySelector("#board")];
  if (board === null || next === null) return;
  const { entered, moved } = moveInto(board, next);
  const news = [entered > 0 ? `${entered} new` : "", moved > 0 ? `${moved} moved` : ""].filter(Boolean);
  const status = document.querySelector("#board-news");
  if (status !== null && news.length > 0) status.textContent = `Board updated: ${news.join(", ")}`;
  if (page.querySelector("#quiet-board") === null) document.querySelector("#quiet-board")?.remove();
  for (const selector of [".status-line .freshness > span:last-child", ".bottom .freshness"]) {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (old !== null && fresh !== null) old.replaceWith(fresh);
  }
  updateTimes();
}

function showState(state: "on" | "off"): void {
  const shown = document.querySelector<HTMLElement>("[data-live-state]");
  if (shown === null) return;
  shown.hidden = false;
  shown.dataset["liveState"] = state;
  shown.textContent = state === "on" ? "Live" : "Reconnecting";
}
