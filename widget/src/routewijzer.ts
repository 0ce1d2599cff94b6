// The loader: one small file on the page of a host. It shows a button, and only when somebody opens it a frame with the
// conversation, so that the host's scripts and styles cannot reach what is said there.

import { envelope, opened } from "./berichten";
import style from "./routewijzer.css";

/** The words, from `pagina.widget` in kennisbank/portaal.yml. */
declare const TEKSTEN: { naam: string; knop: string; sluiten: string; venster: string };

type Listener = (event: CustomEvent) => void;
type Command = (name: string, ...rest: unknown[]) => void;
interface Queue extends Command {
  q?: unknown[][];
}

const TAG = "routewijzer-gesprek";
const FULL_SCREEN = "(max-width: 40em), (max-height: 31.25em)";
const COLOURS: Record<string, string> = { light: "licht", dark: "donker" };
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads";

const script = document.currentScript as HTMLScriptElement | null;
if (!script?.src) throw new Error("routewijzer.js must be loaded by a script element with a src, not as a module.");
const home = new URL(script.src).origin;
const sheet = new CSSStyleSheet();
sheet.replaceSync(style);

function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string>): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

class Gesprek extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #small = matchMedia(FULL_SCREEN);
  #button = make("button", { type: "button", part: "launcher", class: "knop", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "venster" });
  #dialog = make("dialog", { id: "venster", part: "panel", "aria-label": TEKSTEN.venster });
  #frame: HTMLIFrameElement | null = null;
  #opener: HTMLElement | null = null;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    const bar = make("div", { class: "balk" });
    const close = make("button", { type: "button", part: "close" });
    close.textContent = TEKSTEN.sluiten;
    close.addEventListener("click", () => this.close());
    const name = make("b", {});
    name.textContent = TEKSTEN.naam;
    bar.append(name, close);
    this.#dialog.append(bar);
    this.#button.addEventListener("click", () => this.toggle());
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
  }

  connectedCallback(): void {
    addEventListener("message", this.#heard);
    if (this.getAttribute("mode") === "inline") {
      this.#root.replaceChildren(this.#conversation());
      return;
    }
    document.addEventListener("keydown", this.#key);
    this.#small.addEventListener("change", this.#reshape);
    this.#button.textContent = this.getAttribute("label") || TEKSTEN.knop;
    this.#root.replaceChildren(...(this.getAttribute("launcher") === "none" ? [] : [this.#button]), this.#dialog);
    if (this.getAttribute("auto-open") === "true") this.open();
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.#heard);
    document.removeEventListener("keydown", this.#key);
    this.#small.removeEventListener("change", this.#reshape);
    this.#frame = null;
  }

  get isOpen(): boolean {
    return this.#dialog.open;
  }

  /** Show the conversation and bring focus to it: beside the page, or on a small screen in place of it. */
  open(): void {
    if (this.isOpen || this.getAttribute("mode") === "inline") return;
    this.#opener = document.activeElement as HTMLElement | null;
    if (!this.#frame) this.#dialog.append(this.#conversation());
    this.#show();
    this.#button.setAttribute("aria-expanded", "true");
    this.#frame?.focus();
    this.#tell("focus");
    this.#happened("open");
  }

  /** Hide it, and give focus back to where it came from. */
  close(): void {
    if (!this.isOpen) return;
    this.#dialog.close();
    this.#button.setAttribute("aria-expanded", "false");
    const opener = this.#opener === this ? null : this.#opener;
    (opener?.isConnected && opener !== document.body ? opener : this.#button).focus();
    this.#happened("close");
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  #conversation(): HTMLIFrameElement {
    const colours = COLOURS[this.getAttribute("theme") ?? ""];
    const frame = make("iframe", { title: TEKSTEN.venster, sandbox: SANDBOX, referrerpolicy: "strict-origin" });
    frame.src = `${home}/insluiten${colours ? `?kleuren=${colours}` : ""}`;
    frame.addEventListener("load", () => {
      this.#tell("hello");
      if (this.isOpen && this.#root.activeElement === frame) this.#tell("focus");
    });
    this.#frame = frame;
    return frame;
  }

  #show(): void {
    this.#dialog.classList.toggle("vol", this.#small.matches);
    if (this.#small.matches) this.#dialog.showModal();
    else this.#dialog.show();
  }

  #reshape = (): void => {
    if (!this.isOpen) return;
    this.#dialog.close();
    this.#show();
    this.#frame?.focus();
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.isOpen && !event.defaultPrevented) this.close();
  };

  #tell(type: "hello" | "focus"): void {
    this.#frame?.contentWindow?.postMessage(envelope(type), home);
  }

  #heard = (event: MessageEvent): void => {
    if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== home) return;
    const message = opened(event.data);
    if (message?.type === "escape") this.close();
    else if (message) this.#happened(message.type, message.payload);
  };

  #happened(name: string, detail: Record<string, number> = {}): void {
    this.dispatchEvent(new CustomEvent(`routewijzer:${name}`, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get(TAG)) {
  customElements.define(TAG, Gesprek);
  const found = (): Gesprek => document.querySelector<Gesprek>(TAG) ?? document.body.appendChild(document.createElement(TAG) as Gesprek);
  const listeners: Record<string, (type: string, listener: Listener) => void> = {
    on: (type, listener) => addEventListener(`routewijzer:${type}`, listener as EventListener),
    off: (type, listener) => removeEventListener(`routewijzer:${type}`, listener as EventListener),
  };
  const run: Command = (name, ...rest) => {
    if (name === "open" || name === "close" || name === "toggle") found()[name]();
    else if (listeners[name]) listeners[name](String(rest[0]), rest[1] as Listener);
    else throw new Error(`Routewijzer: unknown command ${name}; use open, close, toggle, on or off.`);
  };
  const global = window as unknown as { Routewijzer?: Queue };
  const waiting = global.Routewijzer?.q ?? [];
  global.Routewijzer = run;
  const begin = (): void => {
    found();
    waiting.forEach((command) => run(...(Array.from(command) as [string, ...unknown[]])));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
