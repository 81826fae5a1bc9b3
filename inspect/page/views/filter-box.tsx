import { useState } from "preact/hooks";
import { KEYS } from "../filter/keys.ts";
import * as app from "../state/app.ts";
import { FILTER_ID } from "../state/keys.ts";

/** Where the filter is written; says at once what of it was not understood. */
export function FilterBox() {
  const [isHelpOpen, openHelp] = useState(false);
  const { mistakes } = app.filter.value;
  const [first] = mistakes;
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }): void => {
    if (event.key !== "Escape") return;
    if (app.filterText.value === "") event.currentTarget.blur();
    app.filterText.value = "";
  };
  return (
    <div class={first === undefined ? "filter" : "filter is-wrong"}>
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />
      </svg>
      <input
        id={FILTER_ID}
        type="text"
        aria-label="Filter"
        aria-invalid={first !== undefined}
        aria-describedby="filter-mistake"
        placeholder="Filter, as in  state:stalled kind:channel age>5s -peer:left"
        spellcheck={false}
        autocomplete="off"
        value={app.filterText.value}
        onInput={({ currentTarget }) => {
          app.filterText.value = currentTarget.value;
        }}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
      <button
        type="button"
        class="quiet"
        aria-expanded={isHelpOpen}
        aria-label="What can be filtered"
        onClick={() => openHelp(!isHelpOpen)}
      >
        ?
      </button>
      <div id="filter-mistake" role="status">
        {first !== undefined && (
          <div class="mistake">
            <code>{app.filterText.value.slice(first.start, first.end)}</code> {first.text}. It is ignored.
          </div>
        )}
      </div>
      {isHelpOpen && <Help />}
    </div>
  );
}

function Help() {
  return (
    <div class="help" role="note">
      <table>
        <tbody>
          {Object.values(KEYS).map(({ example, meaning }) => (
            <tr key={example}>
              <td>
                <code>{example}</code>
              </td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        All conditions must hold. <code>-</code> negates, a comma means "or", a word alone is looked for in name, label,
        state and kind. Numbers compare by <code>:</code> <code>&gt;</code> <code>&lt;</code>.
      </p>
    </div>
  );
}
