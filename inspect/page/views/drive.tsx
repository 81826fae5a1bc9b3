import { useState } from "preact/hooks";
import type { OfferedAct } from "../../drive/messages.ts";
import type { Life } from "../model/life.ts";
import * as app from "../state/app.ts";
import * as drive from "../state/drive.ts";

/** What may be done with a life, where the process that it lives in lets it be done. */
export function Drive({ life }: { life: Life }) {
  app.tick.value;
  if (!drive.isDriven.value) return null;
  return (
    <section class="drive" aria-label="Drive">
      <h2>Drive</h2>
      <Acts life={life} />
      <Outcome life={life} />
    </section>
  );
}

function Acts({ life }: { life: Life }) {
  app.tick.value;
  /** The grave act that was asked for once. */
  const [sure, setSure] = useState<string | null>(null);
  if (life.ended !== null) return <p class="faint">It has ended.</p>;
  if (app.isHeld.value) return <p class="faint">This is a moment of the past. Resume to act.</p>;
  const offer = drive.offer.value;
  if (offer === null || offer.life !== life.name) return <p class="faint">Asking what may be done.</p>;
  if (offer.acts.length === 0) return <p class="faint">Nothing to do here: {offer.reason}.</p>;
  return (
    <ul>
      {offer.acts.map((act) => (
        <ActLine key={act.name} act={act} life={life} isSure={sure === act.name} setSure={setSure} />
      ))}
    </ul>
  );
}

interface ActProps {
  readonly act: OfferedAct;
  readonly life: Life;
  readonly isSure: boolean;
  readonly setSure: (name: string | null) => void;
}

/** What cannot be done now can still be reached, so that everybody hears why. */
function ActLine({ act: { name, label, effect, isGrave, reason }, life, isSure, setSure }: ActProps) {
  const id = `act-${name}`;
  const press = (): void => {
    if (reason !== null) return;
    if (isGrave && !isSure) {
      setSure(name);
      return;
    }
    setSure(null);
    drive.act(name, life.name);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !isSure) return;
    event.stopPropagation();
    setSure(null);
  };
  return (
    <li>
      <button
        type="button"
        class={isSure ? "act is-sure" : "act"}
        aria-disabled={reason !== null}
        aria-describedby={id}
        onClick={press}
        onKeyDown={onKeyDown}
        onBlur={() => isSure && setSure(null)}
      >
        {isSure ? `${label}: sure?` : label}
      </button>
      <span id={id} class="soft">
        {reason === null ? effect : `Not now: ${reason}`}
      </span>
    </li>
  );
}

/** Said aloud where somebody listens. */
function Outcome({ life }: { life: Life }) {
  const verdict = drive.verdict.value;
  const isOurs = verdict !== null && verdict.life === life.name;
  return (
    <p role="status" class={isOurs ? `outcome is-${verdict.type}` : "outcome"}>
      {isOurs && (
        <>
          <b>{verdict.type === "done" ? "Done" : "Refused"}</b> {verdict.act}: {verdict.text}
        </>
      )}
    </p>
  );
}
