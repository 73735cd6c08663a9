const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const zones: Readonly<Record<string, string>> = {
  GMT: "Z",
  UT: "Z",
  UTC: "Z",
  Z: "Z",
  EST: "-05:00",
  EDT: "-04:00",
  CST: "-06:00",
  CDT: "-05:00",
  MST: "-07:00",
  MDT: "-06:00",
  PST: "-08:00",
  PDT: "-07:00",
};

const form =
  /^(?:[a-z]{3},?\s+)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s+(?:([a-z]{1,3})|([+-]\d{2})(\d{2}))$/i;

/**
 * Converts an RFC 2822 date, `Mon, 2 Apr 2007 19:18:42 GMT`, to ISO 8601: `2007-04-02T19:18:42Z`. Returns other text unchanged,
 * so that validation rejects it.
 */
export function isoFromInternetDate(text: string): string {
  const found = form.exec(text.trim());
  if (found === null) return text;
  const [, day = "", month = "", year = "", hour = "", minute = "", second = "00", zone = "", ...offset] =
    found;
  const number = months.indexOf(month.toLowerCase()) + 1;
  const shift = zone === "" ? offset.join(":") : zones[zone.toUpperCase()];
  if (number === 0 || shift === undefined) return text;
  const pad = (value: string) => value.padStart(2, "0");
  return `${year}-${pad(String(number))}-${pad(day)}T${pad(hour)}:${minute}:${second}${shift}`;
}
