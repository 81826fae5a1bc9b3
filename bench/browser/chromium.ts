import { type CDPSession, chromium } from "playwright-core";
import type { Runner, Started } from "../messages.ts";
import { bundle } from "./bundle.ts";
import { type Site, serveSite } from "./site.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chromium, with a page for each contender's client half. */
export class Chromium {
  readonly version: string;
  readonly #control: CDPSession;
  readonly #site: Site;

  private constructor(version: string, control: CDPSession, site: Site) {
    this.version = version;
    this.#control = control;
    this.#site = site;
  }

  /** `modules`: the client halves, by contender. What is in `started` is to be ended. */
  static async start(modules: ReadonlyMap<string, URL>, started: Started[]): Promise<Chromium> {
    const site = await serveSite([...modules.keys()], await bundle(modules));
    started.push(site);
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    started.push({ end: () => browser.close() });
    return new Chromium(browser.version(), await browser.newBrowserCDPSession(), site);
  }

  /**
   * Opens the page of a contender, which connects to its server. Not a page of Playwright's: it would be told of every
   * frame of a WebSocket, with its bytes, and be what is measured.
   */
  async open(name: string, address: string): Promise<Runner> {
    const client = this.#site.clients.get(name);
    if (client === undefined) throw new Error(`${name} has no page`);
    const ready = client.ready();
    await this.#control.send("Target.createTarget", { url: `${this.#site.url}/${name}#${address}`, newWindow: true });
    await ready;
    return client;
  }
}
