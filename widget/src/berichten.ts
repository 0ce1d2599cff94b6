// What the page of the host and the page in the frame say to each other. No answers and no ids ever: only counts.

export const NS = "routewijzer";
export const VERSION = 1;

/** From the frame: it is there, the person pressed Escape, and what happened in the conversation. */
export type FromFrame = "ready" | "escape" | "started" | "block-completed" | "advice" | "export";
/** From the host: who it is, and that focus goes to the conversation. */
export type FromHost = "hello" | "focus";

export interface Envelope {
  ns: string;
  v: number;
  type: string;
  payload: Record<string, number>;
}

export function envelope(type: FromFrame | FromHost, payload: Record<string, number> = {}): Envelope {
  return { ns: NS, v: VERSION, type, payload };
}

/** The message in `data`, or null when it is not one of ours. */
export function opened(data: unknown): Envelope | null {
  const found = data as Partial<Envelope> | null;
  const ours = typeof found === "object" && found !== null && found.ns === NS && found.v === VERSION;
  return ours && typeof found.type === "string" ? { ns: NS, v: VERSION, type: found.type, payload: found.payload ?? {} } : null;
}
