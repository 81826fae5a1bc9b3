import { batch } from "@preact/signals";
import { openFile } from "../source/file.ts";
import { openerOf, openPort } from "../source/port.ts";
import { feedAddress, openFeed } from "../source/socket.ts";
import type { Line, LiveSink, Stop } from "../source/source.ts";
import * as app from "./app.ts";
import * as drive from "./drive.ts";

let stop: Stop = () => {};
let isWaiting = false;

/** Joins the feed that the page came from, or that of the page that opened it, if there is one. */
export function joinFeed(): void {
  const opener = openerOf(window);
  if (opener !== null) {
    stop();
    app.source.value = { kind: "opening", name: "this browser", problem: null };
    speakOn(openPort(opener, sinkOf("live", "this browser")));
    return;
  }
  const address = feedAddress(location);
  if (address === null) return;
  stop();
  app.source.value = { kind: "opening", name: location.host, problem: null };
  speakOn(openFeed(address, sinkOf("live", location.host)));
}

function speakOn(line: Line): void {
  stop = line.stop;
  drive.speakOn(line.say);
}

export function openRecording(file: File): void {
  stop();
  drive.hangUp();
  app.source.value = { kind: "opening", name: file.name, problem: null };
  stop = openFile(file, sinkOf("file", file.name));
}

function sinkOf(kind: "live" | "file", name: string): LiveSink {
  return {
    begin(header) {
      batch(() => {
        app.timeline.reset();
        app.header.value = header;
        app.strange.value = 0;
        app.isHeld.value = false;
        app.source.value = { kind, name, problem: null };
        app.look();
      });
    },
    record: (record, size) => app.timeline.push(record, size),
    strange: noteStrange,
    answered: drive.answered,
    over(problem) {
      drive.hangUp();
      if (problem !== null) app.source.value = { kind: "over", name, problem };
    },
  };
}

let strange = 0;

/** Counted at once, told once a frame: there may be many. */
function noteStrange(): void {
  strange += 1;
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    app.strange.value += strange;
    strange = 0;
  });
}
