// What this browser remembers: which conversation was open, and the words that are not with the server yet.

const PREFIX = "routewijzer.";

/** Storage can be full or forbidden (a frame on another website): then nothing is remembered, and all else works. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

export function recall<T>(name: string): T | null {
  return attempt(() => JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") as T | null);
}

export function remember(name: string, value: unknown): void {
  attempt(() => localStorage.setItem(PREFIX + name, JSON.stringify(value)));
}

export function forget(...names: string[]): void {
  attempt(() => names.forEach((name) => localStorage.removeItem(PREFIX + name)));
}

export function forgetAll(): void {
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key)));
}

/** True the first time that it is asked in this tab. */
export function firstTime(name: string): boolean {
  return attempt(() => {
    const known = sessionStorage.getItem(PREFIX + name) !== null;
    sessionStorage.setItem(PREFIX + name, "1");
    return !known;
  }) ?? true;
}
