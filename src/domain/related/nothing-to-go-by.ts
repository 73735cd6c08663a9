import { InputError } from "../values/input-error.js";

/** Papers about a text of nothing but common words are asked for. */
export class NothingToGoBy extends InputError {
  constructor(text: string) {
    super(
      `filter.about: no word in ${JSON.stringify(text.slice(0, 60))} to go by. Describe the subject with words other than the most common ones.`,
    );
  }
}
