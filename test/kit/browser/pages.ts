/** A page of each kind, over the bundled sample. */
export const pagesOf = ["/", "/?window=MONTH", "/papers", "/papers?search=diffusion", "/paper/2509.24006"];
