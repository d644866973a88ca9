// The portal's language: Vietnamese first, English by one switch, kept in the browser.
import { keep, kept } from "../lib/browser_store";

export type Language = "vi" | "en";

const key = "parnet.language";
export const language = $state<{ now: Language }>({ now: kept(key) === "en" ? "en" : "vi" });

export function speak(chosen: Language): void {
  language.now = chosen;
  keep(key, chosen);
  document.documentElement.lang = chosen;
}
document.documentElement.lang = language.now;
