import type { MailFields } from "./mail-form.js";

const frequencies = { DAILY: "Every day", WEEKLY: "Every week", AT_ONCE: "At once" } as const;
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const hours = Array.from({ length: 24 }, (_, hour) => hour);
/** Made once: there are hundreds. */
const timeZoneOptions = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name.includes("/"))]
  .map((name) => `<option value="${name}">`)
  .join("");

/** When mails are sent. Scripts fill in the reader's time zone. */
export function ScheduleFields({
  frequency,
  hour,
  weekday,
  timeZone,
  isNew,
}: MailFields & { isNew: boolean }) {
  return (
    <div class="fields">
      <Choice name="frequency" label="How often" value={frequency} options={Object.entries(frequencies)} />
      <Choice
        name="weekday"
        label="Day, if every week"
        value={weekday}
        options={weekdays.map((name, index) => [String(index + 1), name])}
      />
      <Choice
        name="hour"
        label="Hour"
        value={hour}
        options={hours.map((each) => [String(each), `${String(each).padStart(2, "0")}:00`])}
      />
      <div class="field">
        <label for="mail-timeZone">Time zone</label>
        <input
          id="mail-timeZone"
          name="timeZone"
          value={timeZone}
          list="time-zones"
          autocomplete="off"
          required
          maxLength={50}
          data-time-zone={isNew ? "" : undefined}
        />
        <datalist id="time-zones" dangerouslySetInnerHTML={{ __html: timeZoneOptions }} />
      </div>
    </div>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
}

function Choice({ name, label, value, options }: ChoiceProps) {
  return (
    <div class="field">
      <label for={`mail-${name}`}>{label}</label>
      <select id={`mail-${name}`} name={name}>
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
