// The script of the pages, alone or in a frame. Without it the same forms work, with a page load for each answer.

import { conversation } from "./gesprek";
import { documentPage } from "./document";
import { listen } from "./gastheer";
import { firstTime, forget, forgetAll, recall } from "./geheugen";

/** The start page: the way back to the conversation that was open on this device. */
async function start(place: HTMLElement): Promise<void> {
  const id = recall<string>("gesprek");
  if (!id || !/^[\w-]{1,64}$/.test(id)) return;
  const response = await fetch(`/v1/gesprekken/${id}`).catch(() => null);
  if (response?.status === 404) {
    forget("gesprek");
    return;
  }
  const link = place.querySelector("a")!;
  link.href += `${id}?terug=1${location.search.replace("?", "&")}`;
  place.hidden = false;
  // A frame opens where the conversation was; a page waits to be asked.
  if (document.body.classList.contains("ingesloten") && firstTime("geopend")) location.replace(link.href);
}

const device = document.getElementById("dit-apparaat");
const talking = document.getElementById("gesprek");
const intake = document.getElementById("document");
if (document.getElementById("gewist")) forgetAll();
listen(() => ["terug", "antwoord", "inhoud"].map((name) => document.getElementById(name)).find(Boolean)?.focus());
if (device) void start(device);
if (talking) conversation(talking);
if (intake) documentPage(intake);
