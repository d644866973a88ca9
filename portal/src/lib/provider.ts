// The way to a provider of sign-ins and back, in this tab. The provider sends the browser to /sign-in of
// this portal; what it brings is read once, taken out of the address at once, and asked of the node by
// whoever began: the sign-in page, or the screen of one's account. Where to go then is this tab's own
// note, never what the address says.
import { forget, keep, kept } from "./browser_store";
import { go } from "./route.svelte";
import { accounts, asksProvider } from "./services";

const note = "parnet.trip";
export interface Return {
  state: string;
  code: string;
  issuer: string;
  error: string;
}
export interface Offer {
  vi: string;
  en: string;
}

function pathOf(noted: string | null): string {
  const path = noted?.slice(noted.indexOf(" ") + 1) ?? "/";
  return /^\/(?!\/)/.test(path) ? path : "/";
}

function read(): { link: Return | null; entry: Return | null } {
  const arguments_ = new URLSearchParams(location.search);
  const state = arguments_.get("state");
  if (location.pathname !== "/sign-in") return { link: null, entry: null };
  const noted = kept(note, "sessionStorage");
  forget(note, "sessionStorage");
  go(pathOf(noted), true);
  if (state === null) return { link: null, entry: null };
  const back = { state, code: arguments_.get("code") ?? "", issuer: arguments_.get("iss") ?? "", error: arguments_.get("error") ?? "" };
  return noted?.startsWith("link ") ? { link: back, entry: null } : { link: null, entry: back };
}

const back = read();

/** What somebody came back with, for whoever asks first. */
export function takeReturn(of: "link" | "entry"): Return | null {
  const found = back[of];
  back[of] = null;
  return found;
}

export async function leaveFor(what: "link" | "entry"): Promise<void> {
  const { url } = what === "link" ? await accounts.beginProviderLink({}, asksProvider) : await accounts.beginProviderSignIn({}, asksProvider);
  keep(note, `${what} ${location.pathname}`, "sessionStorage");
  location.assign(url);
}

/** What the node's provider is called; null: it has none, or cannot be asked now. */
export async function offered(): Promise<Offer | null> {
  try {
    const { provider, labelVi, labelEn } = await accounts.getSignInOptions({});
    return provider ? { vi: labelVi, en: labelEn } : null;
  } catch {
    return null;
  }
}
