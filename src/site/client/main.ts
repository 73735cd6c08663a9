import { sinceTexts } from "./since.js";
import { themeSwitch } from "./theme-switch.js";

themeSwitch();
sinceTexts();
