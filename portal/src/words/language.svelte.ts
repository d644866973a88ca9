// The portal's language: Vietnamese first, English by one switch, kept in the browser.
export type Language = "vi" | "en";

const key = "parnet.language";
const kept = localStorage.getItem(key);
export const language = $state<{ now: Language }>({ now: kept === "en" ? "en" : "vi" });

export function speak(chosen: Language): void {
  language.now = chosen;
  localStorage.setItem(key, chosen);
  document.documentElement.lang = chosen;
}
document.documentElement.lang = language.now;
