// What was typed and is not on the node yet, kept in the browser: it survives a reload and a lost line.

/** An edit, and what the node had when it was made. */
export interface Edit {
  value: string;
  base: string;
}

export function keptEdits(key: string): [string, Edit][] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as [string, Edit][];
  } catch {
    return [];
  }
}

export function keepEdits(key: string, edits: Map<string, Edit>): void {
  if (edits.size === 0) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify([...edits]));
}

/** What becomes of an edit beside what the node has now: it stands, is there already, or contradicts it. */
export function compared(edit: Edit, now: string): "stands" | "there" | "conflict" {
  if (now === edit.value) return "there";
  return now === edit.base ? "stands" : "conflict";
}
