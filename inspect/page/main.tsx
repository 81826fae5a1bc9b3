import "./style/page.css";
import { render } from "preact";
import { startAddress } from "./state/address.ts";
import { startClock } from "./state/clock.ts";
import { startDrive } from "./state/drive.ts";
import { startDrop, startKeys } from "./state/keys.ts";
import { joinFeed } from "./state/sources.ts";
import { startWarnings } from "./state/warnings.ts";
import { Page } from "./views/page.tsx";

const place = document.getElementById("page");
if (place !== null) {
  startAddress();
  startWarnings();
  startKeys();
  startDrop();
  startClock();
  startDrive();
  render(<Page />, place);
  joinFeed();
}
