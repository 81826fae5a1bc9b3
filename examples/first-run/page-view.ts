import type { Driver } from "../../runtime/driver/driver.ts";
import { type ActorNode, aliveIn } from "./actor-node.ts";
import type { View } from "./demonstration.ts";
import type { Lives, Peer, Transition } from "./lives.ts";
import { pageLines, treesLines } from "./page.ts";
import type { Pictures } from "./picture.ts";
import { Screen, type Terminal } from "./screen.ts";
import { fitted, type Line, paint, span } from "./span.ts";

/** What a page is drawn from. */
export interface Sources {
  readonly url: string;
  /** Where a browser shows the same. */
  readonly inspector: string;
  readonly totalSeconds: number;
  readonly lives: Lives;
  readonly pictures: Pictures;
  /** The client's, then the server's. */
  readonly drivers: readonly Driver[];
}

type Trees = readonly { readonly peer: Peer; readonly root: ActorNode }[];

const REDRAW_MS = 100;
const LATEST = 50;

/** A page on the terminal that is redrawn in place. */
export class PageView implements View {
  readonly #terminal: Terminal;
  readonly #sources: Sources;
  readonly #screen: Screen;
  readonly #timer: NodeJS.Timeout;
  #latest: Transition[] = [];
  #title = "";
  #fullest: { trees: Trees; alive: number; seconds: number } = { trees: [], alive: 0, seconds: 0 };

  constructor(terminal: Terminal, sources: Sources) {
    this.#terminal = terminal;
    this.#sources = sources;
    this.#screen = new Screen(terminal);
    sources.lives.listen((transition) => {
      this.#latest = [...this.#latest.slice(1 - LATEST), transition];
    });
    this.#screen.open();
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  }

  begin(title: string): void {
    this.#title = title;
  }

  end(lines: readonly Line[]): void {
    clearInterval(this.#timer);
    const { width } = this.#screen;
    this.#screen.close();
    const { trees, seconds } = this.#fullest;
    this.#print([
      [span(`  The fullest moment, after ${seconds.toFixed(1)} s`, "accent")],
      [],
      ...treesLines({ trees }, width),
      [],
      ...lines,
    ]);
  }

  #draw(): void {
    const { url, inspector, totalSeconds, lives, pictures, drivers } = this.#sources;
    const seconds = lives.now / 1_000;
    const trees = drivers.map((driver, index) => ({
      peer: index === 0 ? ("client" as const) : ("server" as const),
      root: pictures.of(driver),
    }));
    const alive = trees.reduce((sum, { root }) => sum + aliveIn(root), 0);
    if (alive > this.#fullest.alive) this.#fullest = { trees, alive, seconds };
    const page = { inspector, url, seconds, totalSeconds, title: this.#title, trees, latest: this.#latest };
    this.#screen.draw(pageLines(page, this.#screen.width, this.#screen.height));
  }

  #print(lines: readonly Line[]): void {
    for (const line of lines) this.#terminal.write(`${paint(fitted(line, this.#screen.width))}\n`);
  }
}
