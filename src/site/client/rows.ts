/** What a reader sees of an update. */
interface Changes {
  entered: number;
  moved: number;
}

const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const motion = { duration: 450, easing: "cubic-bezier(0.2, 0.7, 0.2, 1)" } as const;

/** Makes a list equal to another one by keys: rows that stay slide to their new places, and new ones slide in. */
export function moveInto(list: Element, next: Element): Changes {
  const before = new Map([...list.children].map((row) => [keyOf(row), row as HTMLElement]));
  const tops = new Map([...before].map(([key, row]) => [key, row.getBoundingClientRect().top]));
  const rows = [...next.children].map((row) => {
    const known = before.get(keyOf(row));
    if (known !== undefined) updateRow(known, row);
    return known ?? (document.importNode(row, true) as HTMLElement);
  });
  // Rows that stay in order stay in the document, so that one with the focus keeps it.
  const kept = new Set(rows);
  for (const row of [...list.children]) if (!kept.has(row as HTMLElement)) row.remove();
  rows.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  const changes: Changes = { entered: 0, moved: 0 };
  for (const row of rows) {
    const top = tops.get(keyOf(row));
    const distance = (top ?? 0) - row.getBoundingClientRect().top;
    if (top === undefined) changes.entered += 1;
    else if (distance !== 0) changes.moved += 1;
    if (isCalm()) continue;
    if (top === undefined)
      row.animate(
        [
          { opacity: 0, transform: "translateX(-2rem)" },
          { opacity: 1, transform: "none" },
        ],
        motion,
      );
    else if (distance !== 0)
      row.animate([{ transform: `translateY(${distance}px)` }, { transform: "none" }], motion);
  }
  return changes;
}

function keyOf(row: Element): string {
  return row.getAttribute("data-paper") ?? "";
}

/** Replaces the parts that differ; an abstract that is open stays open. */
function updateRow(row: HTMLElement, next: Element): void {
  for (const part of [".rank", ".votes", ".meta", ".title"]) {
    const [old, fresh] = [row.querySelector(part), next.querySelector(part)];
    if (old === null || fresh === null || old.outerHTML === fresh.outerHTML) continue;
    const replacement = document.importNode(fresh, true);
    old.replaceWith(replacement);
    if (part === ".votes" && !isCalm())
      replacement.firstElementChild?.animate([{ color: "var(--accent)" }, {}], { duration: 1_500 });
  }
}
