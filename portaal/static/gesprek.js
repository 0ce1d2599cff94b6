// Makes a chat of the plain page. Without this script the same forms work, with a page load for each answer.
// It knows only the HTTP API (/v1/openapi.json) and puts every text in with textContent.
"use strict";
(() => {
  const log = document.getElementById("verloop");
  const id = log.dataset.gesprek;
  const t = JSON.parse(log.dataset.teksten);
  const api = "/v1/gesprekken/" + id;
  const choices = document.getElementById("keuzes");
  const form = document.getElementById("tekst");
  const input = document.getElementById("invoer");
  const always = document.getElementById("altijd");
  const notice = document.getElementById("melding");
  const noted = document.getElementById("genoteerd");
  const DRAFT = "routewijzer.concept." + id;
  const PENDING = "routewijzer.wacht." + id;

  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* no storage here */ } },
    drop(...keys) { try { keys.forEach((key) => localStorage.removeItem(key)); } catch { /* no storage here */ } },
  };

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function say(text, error = false) {
    notice.textContent = text;
    notice.classList.toggle("fout", error);
  }

  function add(from, message) {
    const box = element("div", { className: "bericht van-" + from },
      element("p", { className: "wie", textContent: from === "u" ? t.u : t.bot }),
      element("p", { className: "tekst", textContent: message.tekst }));
    if (message.soort) box.dataset.soort = message.soort;
    log.append(box);
    return box;
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function progress(found) {
    if (!found) return "";
    const known = (...names) => names.every((name) => found[name] !== null && found[name] !== undefined);
    return [
      known("nummer", "van", "titel") && fill(t.voortgang_deel, found),
      known("beantwoord", "over") && fill(t.voortgang_over, found),
      known("minuten") && fill(t.voortgang_minuten, found),
    ].filter(Boolean).join(" ");
  }

  function offer(offered, multiple, question) {
    const quick = [t.weet_niet, t.sla_over];
    const isQuick = (choice) => quick.some((label) => label.toLowerCase() === choice.tekst.toLowerCase());
    const options = offered.filter((choice) => !isQuick(choice));
    const button = (choice, look) =>
      element("button", { className: "knop " + look, name: "keuze", value: choice.keuze, textContent: choice.tekst });
    const field = choices.querySelector("fieldset");
    const list = element("div", { className: "opties" });
    for (const choice of options) {
      list.append(multiple
        ? element("label", { className: "vink" },
          element("input", { type: "checkbox", name: "keuze", value: choice.keuze }), " ",
          element("span", { textContent: choice.tekst }))
        : button(choice, "optie"));
    }
    field.replaceChildren(element("legend", { textContent: multiple ? t.kies_meer : t.kies }), list);
    if (multiple) field.append(element("button", { className: "knop", textContent: t.verstuur_keuze }));
    choices.hidden = !options.length;
    form.querySelector("label").textContent = options.length ? t.typ_of : t.typ;
    const given = offered.filter(isQuick);
    const typed = quick.filter((label) => question && !given.some((c) => c.tekst.toLowerCase() === label.toLowerCase()));
    always.replaceChildren(...given.map((choice) => button(choice, "licht")),
      ...typed.map((label) => element("button", { className: "knop licht", name: "tekst", value: label, textContent: label })));
    always.hidden = !always.children.length;
  }

  let question = null;
  let offered = [];

  function show(reply) {
    reply.berichten.forEach((message) => add("bot", message));
    const fresh = reply.berichten.flatMap((message) => message.keuzes || []);
    if (fresh.length || reply.vraag === null || reply.vraag !== question) offered = fresh;
    question = reply.vraag;
    offer(offered, reply.meerdere, question);
    document.getElementById("voortgang").textContent = progress(reply.voortgang);
    log.lastElementChild?.scrollIntoView({ block: "nearest" });
    if (noted.open) refresh();
  }

  async function refresh() {
    const response = await fetch(api).catch(() => null);
    const found = response?.ok ? await response.json() : null;
    const answers = found?.antwoorden;
    noted.querySelector("dl").replaceChildren(...(answers?.length
      ? answers.map((a) => element("div", {}, element("dt", { textContent: a.kort }), element("dd", { textContent: a.tekst })))
      : [element("div", {}, element("dd", { textContent: answers ? t.nog_niets : t.niet_bereikbaar }))]));
  }

  let busy = false;

  function lock(on) {
    busy = on;
    for (const part of [choices, form, always]) part.querySelectorAll("button").forEach((button) => { button.disabled = on; });
  }

  function forget() {
    store.drop(DRAFT, PENDING, "routewijzer.gesprek");
  }

  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  // The same id until it is answered: sending it again does nothing twice.
  async function deliver(message, box) {
    const typing = document.activeElement === input;
    lock(true);
    for (let wait = 2; ; wait = Math.min(wait * 2, 30)) {
      say(t.bezig);
      let response = null;
      try {
        response = await fetch(api + "/berichten", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(message.body),
        });
      } catch { /* no connection */ }
      const found = response ? await response.json().catch(() => null) : null;
      if (response?.ok && found) {
        store.drop(PENDING);
        say("");
        show(found);
        if (found.opdracht === "wissen") {
          forget();
          say(t.gewist);
          return;
        }
        break;
      }
      if (response && response.status !== 503 && response.status !== 429 && response.status < 500) {
        store.drop(PENDING);
        box.remove();
        if (message.body.tekst !== undefined && !input.value) input.value = message.body.tekst;
        say(found?.detail || t.fout, true);
        if (response.status === 404) forget();
        break;
      }
      if (response?.status === 502 || response?.status === 500) {
        store.drop(PENDING);
        say(found?.detail || t.fout, true);
        break;
      }
      say(found?.detail ? found.detail + " " + t.wacht.split(". ").pop() : t.geen_verbinding);
      await pause(Number(response?.headers.get("Retry-After")) || wait);
    }
    lock(false);
    (typing ? input : document.getElementById("nu-kop")).focus({ preventScroll: true });
  }

  function send(content, shown) {
    if (busy) return;
    const message = { body: { bericht_id: newId(), ...content }, shown };
    store.set(PENDING, JSON.stringify(message));
    deliver(message, add("u", { tekst: shown }));
  }

  function submit(event) {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "keuze") return send({ keuze: button.value }, button.textContent);
    if (button?.name === "tekst") return send({ tekst: button.value }, button.textContent);
    if (event.currentTarget === choices) {
      const ticked = [...choices.querySelectorAll("input:checked")];
      if (!ticked.length) return say(t.kies_meer, true);
      return send({ keuze: ticked.map((box) => box.value) }, ticked.map((box) => box.parentElement.textContent.trim()).join(", "));
    }
    const text = input.value.trim();
    if (!text) return say(t.typ, true);
    input.value = "";
    store.drop(DRAFT);
    return send({ tekst: text }, text);
  }

  [choices, form, always].forEach((part) => part.addEventListener("submit", submit));
  input.addEventListener("input", () => store.set(DRAFT, input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  noted.addEventListener("toggle", () => noted.open && refresh());

  store.set("routewijzer.gesprek", id);
  ({ vraag: question, keuzes: offered } = JSON.parse(log.dataset.stand));
  if (!input.value) input.value = store.get(DRAFT) || "";
  const pending = JSON.parse(store.get(PENDING) || "null");
  if (pending) {
    // Sent before this page was loaded: the server may have it already, with or without its answer.
    const box = log.querySelector(`[data-bericht="${pending.body.bericht_id}"]`);
    if (box && box.dataset.status !== "ontvangen") store.drop(PENDING);
    else deliver(pending, box || add("u", { tekst: pending.shown }));
  }
})();
