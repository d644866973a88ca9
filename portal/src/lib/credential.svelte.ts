// By what the node knows who is calling; only this file knows how a person is signed in. After a sign-in
// with a password the session's secret is in a cookie that no script can read; the page has the value
// that belongs to it, sends it with every call, and shares it with the other tabs. An access token is held
// by this tab alone until it is closed.
import { forget as drop, keep, kept as stored } from "./browser_store";

const sharedKey = "parnet.session";
const tabKey = "parnet.token";
const kept = $state<{ token: string | null; csrf: string | null }>({
  token: stored(tabKey, "sessionStorage"),
  csrf: stored(sharedKey),
});

function hold(token: string | null, csrf: string | null): void {
  if (token === null) drop(tabKey, "sessionStorage");
  else keep(tabKey, token, "sessionStorage");
  // What another tab has signed in with since is not this tab's to remove.
  if (csrf !== null) keep(sharedKey, csrf);
  else if (stored(sharedKey) === kept.csrf) drop(sharedKey);
  kept.token = token;
  kept.csrf = csrf;
}

export const credential = {
  get present(): boolean {
    return kept.token !== null || kept.csrf !== null;
  },
  headers(): [string, string][] {
    if (kept.token !== null) return [["Authorization", `Bearer ${kept.token}`]];
    return kept.csrf === null ? [] : [["Parnet-Csrf", kept.csrf]];
  },
  /** fetch, with the session's cookie only where it counts: a cookie without its value is refused. */
  fetch(this: void, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const begins = /\/(SignIn|BeginProviderSignIn|ProveProvider|SignInByProvider)$/.test(String(input));
    const withCookie = begins || (kept.token === null && kept.csrf !== null);
    return fetch(input, { ...init, credentials: withCookie ? "same-origin" : "omit" });
  },
  keepToken: (token: string): void => hold(token, null),
  keepSession: (csrf: string): void => hold(null, csrf),
  forget: (): void => hold(null, null),
  /** Takes over the session that another tab of this browser has begun, if `mine` finds it to be this person's. */
  async adopt(mine: () => Promise<boolean>): Promise<boolean> {
    const csrf = stored(sharedKey);
    const before = kept.csrf;
    if (csrf === null || csrf === before || kept.token !== null) return false;
    kept.csrf = csrf;
    let taken = false;
    try {
      taken = await mine();
    } finally {
      if (!taken && kept.csrf === csrf) kept.csrf = before;
    }
    return taken;
  },
  /** Tells that another tab has signed in or out, until what it returns is called. */
  whenChangedElsewhere(tell: () => void): () => void {
    const changed = (event: StorageEvent) => {
      if (event.key === sharedKey && event.newValue !== kept.csrf && kept.token === null) tell();
    };
    addEventListener("storage", changed);
    return () => removeEventListener("storage", changed);
  },
  /** 32 bytes for a purpose that only who is signed in can make; null where nobody is. */
  async digest(purpose: string): Promise<ArrayBuffer | null> {
    const held = kept.token ?? kept.csrf;
    if (held === null) return null;
    return crypto.subtle.digest("SHA-256", new TextEncoder().encode(`parnet.${purpose}.${held}`));
  },
};
