/** Whether this node shows anything without an account. */
export async function isPublic(): Promise<boolean> {
  try {
    return (await fetch("/public/data/decisions.json", { method: "HEAD", credentials: "omit" })).ok;
  } catch {
    return false;
  }
}
