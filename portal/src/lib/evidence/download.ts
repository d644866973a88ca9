// The file of a document, for a picture or to be saved: what people hand in never runs in the portal's
// origin, so it is fetched here and not opened by its address.
import { errorFromJsonBytes } from "@connectrpc/connect/protocol-connect";
import { Code, ConnectError } from "@connectrpc/connect";
import { credential } from "../credential.svelte";

export const fileAddress = (unit: string, hex: string): string => `${location.origin}/evidence/${unit}/${hex}`;

/** Rejects with a ConnectError. */
export async function fetchFile(unit: string, hex: string): Promise<Blob> {
  const answer = await credential.fetch(fileAddress(unit, hex), { headers: credential.headers() }).catch(() => {
    throw new ConnectError("no answer", Code.Unavailable);
  });
  if (answer.ok) return answer.blob();
  throw errorFromJsonBytes(new Uint8Array(await answer.arrayBuffer()), undefined, new ConnectError(`HTTP ${answer.status}`, Code.Unavailable));
}
