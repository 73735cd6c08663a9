import { expect, test } from "vitest";
import { startProgress } from "../../src/commands/progress.js";

/** A terminal of a width, its clock, and what it shows. */
function terminal(columns: number, isTTY = true) {
  let written = "";
  let time = 0;
  return {
    surface: { stream: { isTTY, columns, write: (text: string) => (written += text) }, now: () => time },
    pass: (seconds: number) => (time += seconds * 1_000),
    shown: () => written.split("\r\x1b[K").at(-1),
    written: () => written,
  };
}

test("a bar shows progress, the remaining time, and a note", () => {
  const { surface, pass, shown } = terminal(200);
  const progress = startProgress("july.json", 400, surface);
  pass(10);
  progress.update(100);
  expect(shown()).toBe(`july.json ${"█".repeat(8)}${"░".repeat(22)} 30 s left, 100 of 400`);
  pass(1_000);
  progress.update(200, "99 papers a second");
  expect(shown()).toBe(`july.json ${"█".repeat(15)}${"░".repeat(15)} 17 min left, 99 papers a second`);
  pass(100_000);
  progress.update(300);
  expect(shown()).toContain(" 9 h left, ");
  progress.end();
  expect(shown()).toBe("");
});

test("a note that is too long ends before the number that would be cut", () => {
  const { surface, shown } = terminal(80);
  startProgress("july.json", 100, surface).update(50, "4577 papers a second, 27500 added");
  expect(shown()).toMatch(/ 4577 papers a second$/);
});

test("without a total only the note is shown", () => {
  const { surface, shown } = terminal(200);
  startProgress("standard input", undefined, surface).update(100, "5 added");
  expect(shown()).toBe("standard input 5 added");
});

test("a bar is drawn only on a terminal, within its width, at most ten times a second", () => {
  const { surface, pass, shown } = terminal(20);
  const progress = startProgress("a name", 10, surface);
  progress.update(1);
  pass(0.05);
  progress.update(2);
  expect(shown()).toHaveLength(19);
  expect(shown()?.match(/█/g)).toHaveLength(3);
  const file = terminal(20, false);
  startProgress("a name", 10, file.surface).update(5);
  expect(file.written()).toBe("");
});
