import { parsePaperInput } from "../../domain/paper-input.js";
import { jsonReader } from "./json-records.js";

/** papergraph's own JSON Lines: a `PaperInput` of the schema a line, with the accounts' own names as `accountName`. */
export const readPapergraph = jsonReader(parsePaperInput);
