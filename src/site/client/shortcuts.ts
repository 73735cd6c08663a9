/** Keys: `/` searches, `j` and `k` select, `o` or Enter opens, `a` unfolds, `?` lists them. */
const keys: readonly (readonly [key: string, meaning: string])[] = [
  ["/", "search"],
  ["j", "next paper"],
  ["k", "previous paper"],
  ["o", "open the selected paper"],
  ["a", "show or hide its abstract"],
  ["g", "back to the trending board"],
  ["?", "this list"],
];

export function shortcuts(): void {
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isTyping =
      target instanceof HTMLElement &&
      (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (isTyping) {
      if (key === "Escape") target.blur();
      return;
    }
    const action = actions[key];
    if (action === undefined || document.querySelector("dialog[open]") !== null) return;
    event.preventDefault();
    action();
  });
}

const actions: Readonly<Record<string, () => void>> = {
  "/": () => document.querySelector<HTMLInputElement>("#search-here, #search")?.select(),
  j: () => select(1),
  k: () => select(-1),
  o: () => linkOf(selected())?.click(),
  a: () => {
    const details = selected()?.querySelector("details");
    if (details) details.open = !details.open;
  },
  g: () => location.assign("/"),
  "?": help,
};

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("main [data-item]")].map(
    (link) => link.closest<HTMLElement>("li, tr") ?? link,
  );
}

function selected(): HTMLElement | undefined {
  return document.querySelector<HTMLElement>("main .selected") ?? undefined;
}

function linkOf(row: HTMLElement | undefined): HTMLAnchorElement | null | undefined {
  return row?.querySelector<HTMLAnchorElement>("a[data-item]");
}

/** Selects the row `step` places after the selected one; at first, the first row in view. */
function select(step: number): void {
  const all = rows();
  const current = selected();
  const first = all.findIndex((row) => row.getBoundingClientRect().bottom > 0);
  const index = current === undefined ? first : all.indexOf(current) + step;
  const row = all[Math.min(Math.max(index, 0), all.length - 1)];
  if (row === undefined) return;
  current?.classList.remove("selected");
  row.classList.add("selected");
  linkOf(row)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** Shows the list of keys. */
function help(): void {
  const dialog = document.createElement("dialog");
  dialog.className = "help";
  dialog.setAttribute("aria-labelledby", "help-title");
  const title = document.createElement("h2");
  title.id = "help-title";
  title.textContent = "Keyboard shortcuts";
  const list = document.createElement("dl");
  for (const [key, meaning] of keys) {
    const term = document.createElement("dt");
    const name = document.createElement("kbd");
    name.textContent = key;
    term.append(name);
    const text = document.createElement("dd");
    text.textContent = meaning;
    list.append(term, text);
  }
  const form = document.createElement("form");
  form.method = "dialog";
  const button = document.createElement("button");
  button.textContent = "Close";
  form.append(button);
  dialog.append(title, list, form);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
