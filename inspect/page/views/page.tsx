import * as app from "../state/app.ts";
import { ChartView } from "./chart.tsx";
import { Details } from "./details.tsx";
import { LadderView } from "./ladder.tsx";
import { LanesView } from "./lanes.tsx";
import { Empty } from "./parts.tsx";
import { Scrubber } from "./scrubber.tsx";
import { TopBar } from "./top-bar.tsx";
import { Tree } from "./tree.tsx";
import { WarningsView } from "./warnings.tsx";

export function Page() {
  const view = app.view.value;
  return (
    <div class={`page view-${view}`}>
      <TopBar />
      {app.header.value === null ? (
        <main class="welcome">
          <Welcome />
        </main>
      ) : (
        <>
          {(view === "chart" || view === "ladder") && (
            <nav class="side" aria-label="Lives">
              <Tree isCompact />
            </nav>
          )}
          <main>
            <Main view={view} />
          </main>
          {view !== "chart" && <Details />}
        </>
      )}
      <Scrubber />
    </div>
  );
}

function Main({ view }: { view: app.View }) {
  switch (view) {
    case "tree":
      return <Tree isCompact={false} />;
    case "chart":
      return <ChartView />;
    case "ladder":
      return <LadderView />;
    case "lanes":
      return <LanesView />;
    case "warnings":
      return <WarningsView />;
  }
}

function Welcome() {
  const { kind, problem } = app.source.value;
  if (kind === "opening") return <Empty title="Opening" />;
  return <Empty title={problem ?? "Nothing to inspect yet"}>Drop a recording (.jsonl) here, or choose Open.</Empty>;
}
