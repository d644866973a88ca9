// Every text of the portal: `t("home.due", {days: 3})`. What the first page needs is in vi.ts and en.ts;
// a screen that is loaded later brings its own with it, in a file of this folder:
//   export const t = texts({ "figures.title": "Số liệu" }, { "figures.title": "Figures" });
// whose `t` knows the texts of vi.ts and en.ts, too. A key that one language lacks does not compile.
import { en } from "./en";
import { language } from "./language.svelte";
import { vi } from "./vi";

export type Word = keyof typeof vi;
export type Parameters = Record<string, string | number>;
const general: Record<"vi" | "en", Record<string, string>> = { vi, en };

// "{count} {count:unit|units}": what stands first is said of one.
function filled(text: string, parameters: Parameters): string {
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return (one === undefined ? undefined : String(value) === "1" ? one : many) ?? String(value);
  });
}

export function t(word: Word, parameters: Parameters = {}): string {
  return filled(general[language.now][word] ?? word, parameters);
}

export function texts<Own extends Record<string, string>>(inVietnamese: Own, inEnglish: Record<keyof Own, string>) {
  const own: Record<"vi" | "en", Record<string, string>> = { vi: inVietnamese, en: inEnglish };
  return (word: (keyof Own & string) | Word, parameters: Parameters = {}): string =>
    filled(own[language.now][word] ?? general[language.now][word] ?? word, parameters);
}

/** The wording of a name that comes over the wire, such as a state; the name itself if it is newer than this portal. */
export function named(kind: string, name: string): string {
  const word = `${kind}.${name}`;
  return word in vi ? t(word as Word) : name;
}
