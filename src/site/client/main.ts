import { copyButtons } from "./copy.js";
import { tidyForms } from "./forms.js";
import { liveBoard } from "./live-board.js";
import { shortcuts } from "./shortcuts.js";
import { sinceTexts } from "./since.js";
import { suggestions } from "./suggestions.js";
import { themeSwitch } from "./theme-switch.js";

themeSwitch();
sinceTexts();
tidyForms();
copyButtons();
suggestions();
shortcuts();
liveBoard();
