/** Keeps empty fields out of the address, and sends a form when a date or an option is chosen by the mouse. */
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
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-submits]")) {
      // While a date is typed, each digit makes a date; and arrow keys pass options that are not meant.
      let isTyped = false;
      field.addEventListener("keydown", () => {
        isTyped = true;
      });
      field.addEventListener("pointerdown", () => {
        isTyped = false;
      });
      field.addEventListener("change", () => {
        if (!isTyped && field.value !== "") form.requestSubmit();
      });
    }
  }
}
