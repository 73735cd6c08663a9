import { writeFilter } from "../address/filter-address.js";
import type { PaperFilterJson } from "../address/filter-json.js";
import { type FilterField, filterFields, labelOf, shownValue } from "./filter-fields.js";
import { addressOf } from "./links.js";

interface FilterBarProps {
  /** Of the page. */
  path: string;
  filter: PaperFilterJson;
  /** Parameters of the address besides the filter. */
  others: URLSearchParams;
  /** Whether the form is open from the start. */
  isOpen?: boolean;
}

/** The conditions of a page, each removable, and a form for all of them. Its whole state is in the address. */
export function FilterBar({ path, filter, others, isOpen = false }: FilterBarProps) {
  const conditions = writeFilter(filter);
  const shown = new Set(filterFields.map(({ name }) => name));
  const hidden = new URLSearchParams([...conditions].filter(([name]) => !shown.has(name)));
  return (
    <div class="filters">
      {conditions.size > 0 && (
        <ul class="chips" aria-label="Conditions">
          {[...conditions].map(([name, value]) => (
            <li key={name}>
              <span>
                {labelOf(name)}: <strong>{shownValue(value)}</strong>
              </span>
              <a
                href={addressOf(path, without(conditions, others, name))}
                aria-label={`Remove ${labelOf(name)}`}
              >
                ×
              </a>
            </li>
          ))}
          {conditions.size > 1 && (
            <li class="all">
              <a href={addressOf(path, others)}>Remove all</a>
            </li>
          )}
        </ul>
      )}
      <details open={isOpen}>
        <summary>{conditions.size > 0 ? "Change the filter" : "Filter"}</summary>
        <form action={path} data-tidy="">
          <Hidden query={new URLSearchParams([...hidden, ...others])} />
          <div class="fields">
            {filterFields.map((field) => (
              <Field key={field.name} field={field} value={conditions.get(field.name) ?? ""} />
            ))}
          </div>
          <button type="submit">Apply</button>
        </form>
      </details>
    </div>
  );
}

function without(conditions: URLSearchParams, others: URLSearchParams, name: string): URLSearchParams {
  return new URLSearchParams([...[...conditions].filter(([each]) => each !== name), ...others]);
}

/** The state of a page in a form that changes something else. */
export function HiddenFields({ filter, others }: { filter: PaperFilterJson; others: URLSearchParams }) {
  return <Hidden query={new URLSearchParams([...writeFilter(filter), ...others])} />;
}

function Hidden({ query }: { query: URLSearchParams }) {
  return (
    <>
      {[...query].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

function Field({ field: { name, label, kind, example }, value }: { field: FilterField; value: string }) {
  const id = `filter-${name}`;
  return (
    <div class={`field ${kind}`}>
      <label for={id}>{label}</label>
      {kind === "flag" ? (
        <select id={id} name={name}>
          {[
            ["", "any"],
            ["true", "yes"],
            ["false", "no"],
          ].map(([each, text]) => (
            <option key={each} value={each} selected={each === value}>
              {text}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          name={name}
          type={kind as "text"}
          value={value}
          min={kind === "number" ? 0 : undefined}
          placeholder={example}
          autocomplete="off"
        />
      )}
    </div>
  );
}
