// The page of a conversation: its forms are sent by the HTTP API, and the page that then follows is put in place bit by
// bit. So there is one set of templates, and what stands here is what a page load would have brought.

import { deliver, later, newId, persist, type Delay, type Message, type Problem } from "./bezorgen";
import { tell } from "./gastheer";
import { firstTime, forget, forgetAll, recall, remember } from "./geheugen";

/** The words, from `pagina.script` in kennisbank/portaal.yml. */
type Texts = Record<
  "bezig" | "wacht" | "geen_verbinding" | "nog_onderweg" | "weg" | "leeg" | "geen_vinkje" | "anders" | "fout" | "opnieuw",
  string
>;

interface Pending {
  body: Message;
  shown: string;
}

interface Draft {
  tekst: string;
  vraag: string;
  vinkjes: string[];
}

/** Turns of the person that stay in view, as on the server. */
const TURNS_SHOWN = 2;
/** Milliseconds after which waiting is said; a quick answer needs no second announcement. */
const PATIENCE = 1500;
/** A text that had nowhere to go any more, for the next conversation. */
const ORPHAN = "concept";

const get = <E extends HTMLElement = HTMLElement>(id: string, inside: Document = document): E => {
  const found = inside.getElementById(id);
  if (!found) throw new Error(`no #${id} on this page`);
  return found as E;
};

export function conversation(root: HTMLElement): void {
  const id = root.dataset.gesprek!;
  const base = location.pathname.split("/gesprek/")[0]!;
  const texts = JSON.parse(get("teksten").textContent!) as Texts;
  const log = get("verloop");
  const answers = get("antwoord");
  const overview = get("overzicht");
  const underway = get("onderweg");
  const field = get<HTMLTextAreaElement>("invoer");
  const fault = get("fout");
  const status = get("stand");
  const saved = get("bewaard");
  const newest = get<HTMLButtonElement>("naar-nieuwste");
  const DRAFT = `concept.${id}`;
  const PENDING = `wacht.${id}`;
  const tabs = new BroadcastChannel(`routewijzer.${id}`);
  let busy = false;
  let latest = 0;

  // -- what is said about the state of things --------------------------------------------------------------------

  function say(text: string): void {
    status.textContent = text;
    saved.hidden = text !== "" || busy;
  }

  function delayed(why: Delay): void {
    say(why === "offline" ? texts.geen_verbinding : texts.wacht);
  }

  /** An error beside the field that it is about, or none. */
  function complain(text: string, where: HTMLElement = field): void {
    fault.textContent = text;
    fault.hidden = !text;
    if (where === field && text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (text) where.focus();
  }

  function setBusy(on: boolean): void {
    busy = on;
    root.classList.toggle("bezig", on);
    for (const button of root.querySelectorAll("form[data-stuur] button")) {
      if (on) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  // -- the draft -------------------------------------------------------------------------------------------------

  const boxes = (): HTMLInputElement[] => [...answers.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];

  function keepDraft(): void {
    const ticked = boxes().filter((box) => box.checked).map((box) => box.value);
    const draft: Draft = { tekst: field.value, vraag: answers.dataset.vraag ?? "", vinkjes: ticked };
    if (draft.tekst || ticked.length) remember(DRAFT, draft);
    else forget(DRAFT);
  }

  function restoreTicks(): void {
    const draft = recall<Draft>(DRAFT);
    if (draft?.vraag !== answers.dataset.vraag) return;
    for (const box of boxes()) box.checked = draft!.vinkjes.includes(box.value);
  }

  function restoreDraft(): void {
    if (!field.value) field.value = recall<Draft>(DRAFT)?.tekst ?? recall<string>(ORPHAN) ?? "";
    forget(ORPHAN);
    restoreTicks();
    keepDraft();
  }

  // -- the page that follows -------------------------------------------------------------------------------------

  const lines = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>("#eerder .bericht, #verloop .bericht")];

  function nextLine(): number {
    return Math.max(-1, ...lines().map((line) => Number(line.dataset.nummer))) + 1;
  }

  async function fetchPage(): Promise<Document | null> {
    const address = new URL(location.pathname + location.search, location.href);
    address.searchParams.delete("terug");
    address.searchParams.set("vanaf", String(nextLine()));
    return persist<Document | null>(async () => {
      let response: Response;
      try {
        response = await fetch(address);
      } catch {
        return { delay: "offline" };
      }
      if (response.status === 404) return { done: null };
      if (!response.ok) return later(response);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return page.getElementById("gesprek") ? { done: page } : later(response); // a page of a proxy before us
    }, delayed);
  }

  /** Put the page in place; the first new line, if any. All new lines go into the log at once: one announcement. */
  function apply(page: Document): HTMLElement | null {
    const first = nextLine();
    const fresh = [...page.querySelectorAll<HTMLElement>("#eerder .bericht, #verloop .bericht")].filter(
      (line) => Number(line.dataset.nummer) >= first,
    );
    swap(underway, get("onderweg", page));
    log.firstElementChild!.append(...fresh);
    fold();
    get("plek").textContent = get("plek", page).textContent;
    document.title = page.title;
    swap(answers, get("antwoord", page));
    answers.dataset.vraag = get("antwoord", page).dataset.vraag;
    swap(overview, get("overzicht", page));
    restoreTicks();
    report(get("gesprek", page));
    return fresh[0] ?? null;
  }

  /** Earlier turns go behind "Eerder in dit gesprek", so that the question stays near. */
  function fold(): void {
    const shown = [...log.querySelectorAll<HTMLElement>(".bericht")];
    const turns = shown.filter((line) => line.classList.contains("van-u"));
    const from = turns.at(-TURNS_SHOWN);
    if (turns.length <= TURNS_SHOWN || !from) return;
    const earlier = get("eerder");
    earlier.querySelector("ol")!.append(...shown.slice(0, shown.indexOf(from)));
    earlier.hidden = false;
  }

  /** Change the content of a part that stays itself: what was unfolded stays so, and focus stays near. */
  function swap(part: HTMLElement, other: HTMLElement): void {
    const inside = part.contains(document.activeElement) && document.activeElement !== part;
    const open = [...part.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((details) => details.id);
    part.replaceChildren(...other.childNodes);
    open.forEach((name) => (document.getElementById(name) as HTMLDetailsElement | null)?.setAttribute("open", ""));
    if (inside) part.focus({ preventScroll: true });
  }

  /** Tell the page around the frame what happened, in counts only. */
  function report(now: HTMLElement): void {
    const done = Number(now.dataset.klaar);
    if (done > Number(root.dataset.klaar)) tell("block-completed", { done });
    if (now.dataset.uitkomst && !root.dataset.uitkomst) tell("advice");
    root.dataset.klaar = now.dataset.klaar;
    root.dataset.uitkomst = now.dataset.uitkomst;
  }

  const inView = (element: HTMLElement): boolean => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };

  /** Read what came in; `mine` when the person is waiting for it, and the page may move. */
  async function refresh(mine: boolean): Promise<void> {
    const turn = ++latest;
    const page = await fetchPage();
    if (turn !== latest || (busy && !mine)) return; // overtaken by what the person did meanwhile
    if (!page) return gone();
    const first = apply(page);
    if (mine) {
      document.getElementById("terug")?.remove();
      const smooth = matchMedia("(prefers-reduced-motion: no-preference)").matches;
      first?.scrollIntoView({ block: "start", behavior: smooth ? "smooth" : "auto" });
    } else if (first && !inView(answers)) newest.hidden = false;
    say("");
  }

  /** The conversation is erased or over its term: what was typed stays, for the next one. */
  function gone(): void {
    const text = field.value || recall<Pending>(PENDING)?.body.tekst || "";
    forget(PENDING, DRAFT, "gesprek");
    if (text) remember(ORPHAN, text);
    field.value = text;
    underway.replaceChildren();
    answers.replaceChildren();
    say("");
    complain(texts.weg);
    const link = Object.assign(document.createElement("a"), { href: `${base || "/"}${location.search}`, textContent: texts.opnieuw });
    fault.append(" ", link);
  }

  // -- sending ---------------------------------------------------------------------------------------------------

  function show(pending: Pending): void {
    const line = document.createElement("p");
    line.className = "bericht van-u onderweg";
    line.textContent = pending.shown;
    underway.replaceChildren(line);
  }

  async function send(pending: Pending): Promise<void> {
    remember(PENDING, pending);
    setBusy(true);
    saved.hidden = true;
    complain("");
    show(pending);
    const patience = setTimeout(() => say(texts.bezig), PATIENCE);
    const outcome = await deliver(`/v1/gesprekken/${id}/berichten`, pending.body, delayed);
    if (outcome.kind === "answered" && outcome.opdracht === "wissen") {
      forgetAll();
      location.assign(`${base}/gewist`);
      return;
    }
    if (outcome.kind === "answered" || outcome.status !== 404) forget(PENDING);
    if (outcome.kind === "answered") await refresh(true);
    else if (outcome.status === 404) gone();
    else await refused(outcome.problem, pending);
    clearTimeout(patience);
    setBusy(false);
    if (outcome.kind === "answered") say("");
    tabs.postMessage("gewijzigd");
  }

  async function refused(problem: Problem | null, pending: Pending): Promise<void> {
    underway.replaceChildren();
    say("");
    if (problem?.fouten?.some((wrong) => wrong.veld === "keuze")) {
      await refresh(true);
      complain(texts.anders, answers);
      return;
    }
    if (pending.body.tekst && !field.value) field.value = pending.body.tekst;
    keepDraft();
    complain(problem?.detail ?? texts.fout);
  }

  /** What a form says, or null when it says nothing yet. */
  function content(form: HTMLFormElement, button: HTMLButtonElement | null): Pending | null {
    const body: Message = { bericht_id: newId() };
    if (button?.name === "keuze") return { body: { ...body, keuze: [button.value] }, shown: words(button) };
    if (form.id === "tekst") {
      const text = field.value.trim();
      if (!text) complain(texts.leeg);
      return text ? { body: { ...body, tekst: text }, shown: text } : null;
    }
    const ticked = [...form.querySelectorAll<HTMLInputElement>("input:checked")];
    if (!ticked.length) complain(texts.geen_vinkje, form.querySelector<HTMLElement>("input[type=checkbox]")!);
    const shown = ticked.map((box) => words(box.parentElement!)).join(", ");
    return ticked.length ? { body: { ...body, keuze: ticked.map((box) => box.value) }, shown } : null;
  }

  function words(element: HTMLElement): string {
    const copy = element.cloneNode(true) as HTMLElement;
    copy.querySelectorAll("small").forEach((small) => small.remove());
    return copy.textContent!.replace(/\s+/g, " ").trim();
  }

  function submit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (!form.matches("form[data-stuur]")) return;
    event.preventDefault();
    if (busy) return say(texts.nog_onderweg);
    const button = event.submitter as HTMLButtonElement | null;
    const pending = content(form, button);
    if (!pending) return;
    if (form.id === "tekst") field.value = "";
    else if (button?.hasAttribute("data-naar-antwoord")) answers.focus({ preventScroll: true });
    keepDraft();
    void send(pending);
  }

  /** Sent before this page was loaded: the server may have it already, with or without its answer. */
  function resend(): void {
    const pending = recall<Pending>(PENDING);
    if (!pending) return;
    if (lines().some((line) => line.dataset.bericht === pending.body.bericht_id)) forget(PENDING);
    else void send(pending);
  }

  const look = (): void => {
    if (!busy && document.visibilityState === "visible") void refresh(false);
  };

  root.addEventListener("submit", submit);
  root.addEventListener("input", keepDraft);
  root.addEventListener("click", (event) => {
    if ((event.target as Element).closest("#rapport a")) tell("export");
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    field.form!.requestSubmit();
  });
  newest.addEventListener("click", () => {
    newest.hidden = true;
    answers.scrollIntoView({ block: "center" });
    answers.focus({ preventScroll: true });
  });
  new IntersectionObserver(() => (newest.hidden ||= inView(answers))).observe(answers);
  tabs.addEventListener("message", look);
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);

  // Told once: a reload is no return.
  const here = new URL(location.href);
  here.searchParams.delete("terug");
  history.replaceState(null, "", here);
  remember("gesprek", id);
  if (firstTime(`gezien.${id}`) && !root.querySelector(".van-u")) tell("started");
  restoreDraft();
  resend();
}
