// In this folder: npm ci; in the repository: node dist/examples/browser/server.js; then here: npm run dev
// Open http://localhost:5173, and stop the server to see the states change.

import { createRoot } from "react-dom/client";
import { connect, sessionOf } from "../../runtime/browser.ts";
import { Counter } from "../browser/service.ts";
import { ConnectionState } from "./connection-state.tsx";
import { SharedCount } from "./shared-count.tsx";

const url = new URLSearchParams(location.search).get("url") ?? "ws://127.0.0.1:9003/";
const element = document.getElementById("root");
if (element === null) throw new Error("the page has no #root");

const counter = await connect(url, Counter);
const session = sessionOf(counter);

createRoot(element).render(
  <main>
    <SharedCount counter={counter} />
    {session.connections.map((connection) => (
      <ConnectionState key={connection.id} connection={connection} />
    ))}
  </main>,
);
