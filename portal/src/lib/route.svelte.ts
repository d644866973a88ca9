// Which screen the address names. Addresses are paths, so that a link can be sent to a colleague.
export interface Route {
  screen: string;
  parts: string[];
}

function read(): Route {
  const [screen = "", ...parts] = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  return { screen, parts };
}

export const route = $state<{ now: Route }>({ now: read() });

export function address(screen: string, ...parts: string[]): string {
  return "/" + [screen, ...parts].filter((part) => part !== "").map(encodeURIComponent).join("/");
}

/** Shows another screen; `replace` leaves no step back. */
export function go(to: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  route.now = read();
}

addEventListener("popstate", () => (route.now = read()));

/** Links within the portal do not load the page anew. */
export function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain || link.origin !== location.origin || link.hasAttribute("download")) return;
  if (link.hash !== "" && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname);
  scrollTo(0, 0);
}
