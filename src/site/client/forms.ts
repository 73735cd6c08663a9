/** Keeps empty fields out of the address, and sends a form when its date changes. */
export function tidyForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-tidy]")) {
    const fields = () => [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")];
    form.addEventListener("submit", () => {
      const empty = fields().filter(({ name, value }) => name !== "" && value.trim() === "");
      for (const field of empty) field.disabled = true;
      // For a reader who returns to the page.
      setTimeout(() => {
        for (const field of empty) field.disabled = false;
      });
    });
    for (const field of form.querySelectorAll<HTMLInputElement>("[data-submits]")) {
      let typed = false;
      field.addEventListener("keydown", () => {
        typed = true;
      });
      field.addEventListener("change", () => {
        // While a date is typed, each digit makes a date.
        if (!typed && field.value !== "") form.requestSubmit();
      });
    }
  }
}
