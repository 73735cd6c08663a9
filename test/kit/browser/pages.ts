/** A page of each kind, over the bundled sample. */
export const pagesOf = [
  "/",
  "/?window=MONTH",
  "/papers",
  "/papers?search=diffusion",
  "/paper/2509.24006",
  "/org/nvidia",
  "/keyword/diffusion%20transformer",
  "/compare?organizations=nvidia,Tsinghua",
  "/calendar",
  "/search?search=diffusion",
  "/search?search=difusion",
  "/path",
];
