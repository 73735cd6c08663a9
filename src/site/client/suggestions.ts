/** Milliseconds after a key before the server is asked. */
const pauseMs = 120;

/** Suggests while a reader types into the search box: a combobox with a list box, as ARIA describes it. */
export function suggestions(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) suggestFor(input);
}

function suggestFor(input: HTMLInputElement): void {
  const list = document.createElement("div");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  }))
    input.setAttribute(name, value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;
  let chosen = -1;

  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const choose = (index: number) => {
    chosen = index;
    options().forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
      if (place === index) option.scrollIntoView({ block: "nearest" });
    });
    const id = options()[index]?.id;
    if (id === undefined) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", id);
  };
  const show = (isOpen: boolean) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    choose(-1);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const text = input.value.trim();
    if (text === "") return show(false);
    try {
      const response = await fetch(`/suggest?text=${encodeURIComponent(text)}`, { signal: asked.signal });
      if (!response.ok) return show(false);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      list.replaceChildren(
        ...[...page.querySelectorAll("[role=option]")].map((item) => document.importNode(item, true)),
      );
      show(document.activeElement === input && list.children.length > 0);
    } catch {
      // A newer text is being asked for, or the server does not respond.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pauseMs);
  });
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape") show(false);
    if (list.hidden || count === 0) return;
    if (event.key === "ArrowDown") choose(chosen + 1 >= count ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen === -1 ? count - 1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) options()[chosen]?.click();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
  // A click must not take the focus first, which would close the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
