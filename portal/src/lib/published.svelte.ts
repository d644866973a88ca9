// What a node shows to everybody: plain files, asked for without an account.
import { fromJson } from "@bufbuild/protobuf";
import { ListPublishedResponseSchema, type ListPublishedResponse } from "../gen/par/decision/v1/decision_pb";

export const dataAddress = (id: string, name: string): string => `/public/data/${id}/${name}`;

/** Not there, or not for everybody. */
export class NotPublic extends Error {}

/** How many answers are waited for because the node makes only a few at a time (429); they come by themselves. */
export const crowd = $state({ waiting: 0 });
const longest = 10; // Seconds between two questions.

async function get(path: string): Promise<Response> {
  let answer = await fetch(path, { credentials: "omit" });
  if (answer.status === 429) {
    crowd.waiting += 1;
    try {
      for (let again = 1; answer.status === 429; ++again) {
        // Each waits longer than the time before, and not all as long as each other.
        const wished = Math.max(Number(answer.headers.get("Retry-After")) || 1, again);
        await new Promise((later) => setTimeout(later, 1_000 * Math.min(wished, longest) * (0.75 + Math.random() / 2)));
        answer = await fetch(path, { credentials: "omit" });
      }
    } finally {
      crowd.waiting -= 1;
    }
  }
  if (answer.status === 404) throw new NotPublic();
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}

export async function listPublished(): Promise<ListPublishedResponse> {
  return fromJson(ListPublishedResponseSchema, await (await get("/public/data/decisions.json")).json(), { ignoreUnknownFields: true });
}

export async function publishedFile(id: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await get(dataAddress(id, name))).arrayBuffer());
}
