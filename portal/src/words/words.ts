// Every text of the portal: `t("home.due", {days: 3})`. A key that one language lacks does not compile.
import { en } from "./en";
import { language } from "./language.svelte";
import { vi } from "./vi";

export type Word = keyof typeof vi;
const texts: Record<"vi" | "en", Record<Word, string>> = { vi, en };

export function t(word: Word, parameters: Record<string, string | number> = {}): string {
  return texts[language.now][word].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** The wording of a name that comes over the wire, such as a state; the name itself if it is newer than this portal. */
export function named(kind: string, name: string): string {
  const word = `${kind}.${name}`;
  return word in vi ? t(word as Word) : name;
}
