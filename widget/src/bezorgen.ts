// Sends a message by the HTTP API until there is an answer: the same id each time, so that it counts once.

export interface Message {
  bericht_id: string;
  tekst?: string;
  keuze?: string[];
}

export interface Problem {
  detail: string;
  fouten?: { veld: string; melding: string }[];
}

export type Outcome =
  | { kind: "answered"; opdracht: string | null }
  | { kind: "refused"; status: number; problem: Problem | null };

/** What keeps a message from being answered: no connection, or the server (with its own sentence) for a while. */
export type Delay = "offline" | "later";

/** How often a fault of the server (500) is tried again before it is said. */
const FAULTS = 2;
const FIRST_WAIT = 1;
const LONGEST_WAIT = 15;

export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Wait some seconds, or less when the connection comes back. */
function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", done);
  });
}

/** One attempt: it is done, or why not yet (with the seconds that the server asks for). */
export type Attempt<T> = { done: T } | { delay: Delay; seconds?: number };

/** Attempt until it is done; `delayed` hears each time why it is not yet. */
export async function persist<T>(attempt: () => Promise<Attempt<T>>, delayed: (why: Delay) => void): Promise<T> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const found = await attempt();
    if ("done" in found) return found.done;
    delayed(found.delay);
    await pause(Math.min(Math.max(wait, found.seconds ?? 0), LONGEST_WAIT));
  }
}

/** The server cannot now. */
export function later<T>(response: Response): Attempt<T> {
  return { delay: "later", seconds: Number(response.headers.get("Retry-After")) || 0 };
}

export function deliver(address: string, message: Message, delayed: (why: Delay) => void): Promise<Outcome> {
  let faults = 0;
  return persist<Outcome>(async () => {
    let response: Response;
    try {
      const headers = { "Content-Type": "application/json" };
      response = await fetch(address, { method: "POST", headers, body: JSON.stringify(message) });
    } catch {
      return { delay: "offline" };
    }
    const found = await response.json().catch(() => null);
    if (response.ok && found) return { done: { kind: "answered", opdracht: found.opdracht } };
    if (response.status === 503 || response.status === 429 || response.ok) return later(response);
    if ((response.status === 500 || response.status === 504) && faults++ < FAULTS) return later(response);
    return { done: { kind: "refused", status: response.status, problem: found } };
  }, delayed);
}
