// What a person last saw of his own unit's assessment, kept in the browser for when the node cannot be
// reached. It lies in IndexedDB, encrypted with a key that follows from the credential of whoever is
// signed in: without it nobody reads it, and signing out removes it. Only the answers named here are kept.
import { fromBinary, toBinary, type DescMessage, type Message } from "@bufbuild/protobuf";
import type { Interceptor, UnaryRequest } from "@connectrpc/connect";
import type { WhoAmIResponse } from "../gen/par/account/v1/account_pb";
import { credential } from "./credential.svelte";
import { noAnswer } from "./failure";
import { line } from "./line.svelte";

const methods = new Set([
  "par.account.v1.AccountService/WhoAmI",
  "par.cycle.v1.CycleService/ListCycles",
  "par.cycle.v1.CycleService/GetCycle",
  "par.criteria.v1.CriteriaService/GetSet",
  "par.assessment.v1.AssessmentService/ListAssessments",
  "par.assessment.v1.AssessmentService/GetAssessment",
]);
const table = "answers";
interface Row { at: number; iv: Uint8Array<ArrayBuffer>; text: ArrayBuffer }

let opened: Promise<IDBDatabase> | undefined;
function database(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("parnet.seen", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(table);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error ?? new Error("indexedDB"));
  });
  return opened;
}
async function inTable<T>(mode: IDBTransactionMode, ask: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const rows = (await database()).transaction(table, mode).objectStore(table);
  return new Promise((done, failed) => {
    const asked = ask(rows);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error ?? new Error("indexedDB"));
  });
}

const hex = (bytes: Uint8Array) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
let ownUnit = "";

/** Names the person's rows, and reads them; both follow from the credential. */
async function keyOf(): Promise<{ prefix: string; key: CryptoKey } | null> {
  const [name, secret] = [await credential.digest("name"), await credential.digest("key")];
  if (name === null || secret === null) return null;
  const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { prefix: `${hex(new Uint8Array(name)).slice(0, 32)}|`, key };
}

type Asked = UnaryRequest<DescMessage, DescMessage>;
const nameOf = (request: Asked) => `${request.method.parent.typeName}/${request.method.name}`;
function rowOf(request: Asked): string {
  return `${nameOf(request)}|${hex(toBinary(request.method.input, request.message))}`;
}
function isKept(request: Asked): boolean {
  const unit = (request.message as { unit?: string }).unit;
  return methods.has(nameOf(request)) && (unit === undefined || ownUnit === "" || unit === ownUnit);
}

async function keep(request: Asked, message: Message): Promise<void> {
  if (nameOf(request).endsWith("/WhoAmI")) ownUnit = (message as WhoAmIResponse).account?.unit ?? "";
  const own = await keyOf();
  if (own === null) return;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new Uint8Array(toBinary(request.method.output, message));
  const text = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, own.key, bytes);
  const row: Row = { at: Date.now(), iv, text };
  await inTable("readwrite", (rows) => rows.put(row, own.prefix + rowOf(request)));
}

async function lookUp(request: Asked): Promise<{ at: number; message: Message } | null> {
  const own = await keyOf();
  if (own === null) return null;
  const row = (await inTable("readonly", (rows) => rows.get(own.prefix + rowOf(request)))) as Row | undefined;
  if (row === undefined) return null;
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, own.key, row.text);
  return { at: row.at, message: fromBinary(request.method.output, new Uint8Array(bytes)) };
}

/** Removes what the person who is signed in has seen; `others`: what everybody else has. */
export async function forgetSeen(others = false): Promise<void> {
  try {
    const own = await keyOf();
    const names = (await inTable("readonly", (rows) => rows.getAllKeys())).map(String);
    const gone = names.filter((name) => (own !== null && name.startsWith(own.prefix)) !== others);
    for (const name of gone) await inTable("readwrite", (rows) => rows.delete(name));
  } catch {
    // A browser that keeps nothing has nothing to remove.
  }
}

/** Answers from the store where the node gives none. */
export const keeping: Interceptor = (next) => async (request) => {
  try {
    const answer = await next(request);
    line.heard();
    // A store that is full or forbidden must not cost the answer.
    if (!answer.stream && !request.stream && isKept(request)) keep(request, answer.message).catch(() => undefined);
    return answer;
  } catch (error) {
    if (!noAnswer(error)) {
      line.heard();
      throw error;
    }
    line.lost();
    const found = request.stream || !isKept(request) ? null : await lookUp(request).catch(() => null);
    if (found === null || request.stream) throw error;
    line.showsKept(found.at);
    return {
      stream: false, service: request.service, method: request.method,
      header: new Headers(), trailer: new Headers(), message: found.message,
    };
  }
};
