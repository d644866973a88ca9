// By what the node knows who is calling: the session's secret or an access token, held by this tab
// until it is closed. Only this file knows how a person is signed in.
const key = "parnet.credential";
const kept = $state<{ token: string | null }>({ token: sessionStorage.getItem(key) });

export const credential = {
  get present(): boolean {
    return kept.token !== null;
  },
  headers(): [string, string][] {
    return kept.token === null ? [] : [["Authorization", `Bearer ${kept.token}`]];
  },
  keep(token: string): void {
    sessionStorage.setItem(key, token);
    kept.token = token;
  },
  forget(): void {
    sessionStorage.removeItem(key);
    kept.token = null;
  },
  /** 32 bytes for a purpose that only who is signed in can make; null where nobody is. */
  async digest(purpose: string): Promise<ArrayBuffer | null> {
    if (kept.token === null) return null;
    return crypto.subtle.digest("SHA-256", new TextEncoder().encode(`parnet.${purpose}.${kept.token}`));
  },
};
