// What a node shows to everybody: plain files, asked for without an account.
import { fromJson } from "@bufbuild/protobuf";
import { ListPublishedResponseSchema, type ListPublishedResponse } from "../gen/par/decision/v1/decision_pb";

export const dataAddress = (id: string, name: string): string => `/public/data/${id}/${name}`;

/** Not there, or not for everybody. */
export class NotPublic extends Error {}

// The node makes only a few answers at a time (429): soon they are made.
async function get(path: string): Promise<Response> {
  let answer = await fetch(path, { credentials: "omit" });
  for (let again = 1; answer.status === 429 && again <= 5; ++again) {
    await new Promise((later) => setTimeout(later, 1_000 * again));
    answer = await fetch(path, { credentials: "omit" });
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
