import { copyButtons } from "./copy.js";
import { tidyForms } from "./forms.js";
import { liveBoard } from "./live-board.js";
import { shortcuts } from "./shortcuts.js";
import { sinceTexts } from "./since.js";
import { suggestions } from "./suggestions.js";
import { themeSwitch } from "./theme-switch.js";
import { timeZone } from "./time-zone.js";

themeSwitch();
sinceTexts();
tidyForms();
copyButtons();
suggestions();
shortcuts();
timeZone();
liveBoard();
