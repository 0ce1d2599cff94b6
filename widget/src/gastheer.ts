// The frame's side of the talk with the page around it. The page is known once it said hello; RW_INSLUITEN
// (frame-ancestors) decides which pages can be there at all.

import { envelope, opened, type FromFrame } from "./berichten";

const waiting: [FromFrame, Record<string, number>][] = [];
let origin: string | null = null;

/** Tell the host page, now or once it is known. */
export function tell(type: FromFrame, payload: Record<string, number> = {}): void {
  if (parent === window) return;
  if (origin === null) waiting.push([type, payload]);
  else parent.postMessage(envelope(type, payload), origin);
}

/** Listen to the host page; `focus` is called when it brings the person here. */
export function listen(focus: () => void): void {
  if (parent === window) return;
  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    const message = opened(event.data);
    if (message?.type === "hello") {
      origin = event.origin;
      tell("ready");
      waiting.splice(0).forEach(([type, payload]) => tell(type, payload));
    } else if (message?.type === "focus") focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) tell("escape");
  });
}
