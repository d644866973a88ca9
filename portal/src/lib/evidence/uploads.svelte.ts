// The files that an account is bringing to a dossier. They go on while the person is on another screen;
// one is sent at a time, for lines are slow.
import { SvelteMap } from "svelte/reactivity";
import type { Document } from "../../gen/par/evidence/v1/evidence_pb";
import { person } from "../person.svelte";
import { forgetUpload, keptOf, keptUploads } from "./kept";
import { Upload } from "./upload.svelte";

/** The screen that shows the dossier: knows the unit's documents and takes new ones into the answers. */
export interface Shown {
  known: (hex: string) => Document | undefined;
  use: (criterion: string, document: Document) => void;
}

export class Uploads {
  list = $state.raw<Upload[]>([]);
  #shown: Shown | null = null;
  #unused: [Upload, Document][] = []; // Entered while another screen was shown.
  #tail: Promise<void> = Promise.resolve();
  #restored = false;
  readonly #place;

  constructor(account: string, cycle: string, unit: string) {
    this.#place = {
      owner: `${account} ${cycle} ${unit}`,
      unit,
      maySend: () => person.account?.name === account,
      known: (hex: string) => this.#shown?.known(hex),
      added: (upload: Upload, document: Document) => {
        if (this.#shown === null) this.#unused.push([upload, document]);
        else this.#use(this.#shown, upload, document);
      },
    };
    addEventListener("online", () => this.list.forEach((one) => one.wake()));
  }

  async show(shown: Shown): Promise<void> {
    this.#shown = shown;
    for (const [upload, document] of this.#unused.splice(0)) this.#use(shown, upload, document);
    if (this.#restored) return;
    this.#restored = true;
    for (const one of await keptUploads(this.#place.owner)) this.#start(new Upload(this.#place, one.criterion, one));
  }
  hide(): void {
    this.#shown = null;
  }

  add(files: Iterable<File>, criterion: string): void {
    for (const file of files) {
      const waiting = this.list.find((one) => one.stage === "choose" && one.name === file.name && one.size === file.size);
      if (waiting !== undefined) this.again(waiting, file);
      else this.#start(new Upload(this.#place, criterion, file));
    }
  }

  /** The file that the browser could not keep. Another file than that is refused by its hash. */
  again(upload: Upload, file: File): void {
    this.#next(() => upload.takeAgain(file));
  }

  of(criterion: string): Upload[] {
    return this.list.filter((one) => one.criterion === criterion);
  }
  /** Still under way, for criteria other than this one. */
  elsewhere(criterion: string): Upload[] {
    return this.list.filter((one) => one.criterion !== criterion && !one.over);
  }

  remove(upload: Upload): void {
    if (upload.stage !== "added") upload.cancel();
    this.list = this.list.filter((one) => one !== upload);
  }

  #use(shown: Shown, upload: Upload, document: Document): void {
    shown.use(upload.criterion, document);
    upload.used();
  }
  #start(upload: Upload): void {
    this.list = [...this.list, upload];
    this.#next(() => upload.run());
  }
  #next(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(work);
  }
}

const all = new SvelteMap<string, Uploads>();

export function uploadsOf(account: string, cycle: string, unit: string): Uploads {
  const key = `${account} ${cycle} ${unit}`;
  const made = all.get(key) ?? new Uploads(account, cycle, unit);
  all.set(key, made);
  return made;
}

/** Ends whatever an account is bringing, and throws away what the browser keeps of it. */
export async function dropUploads(account: string): Promise<void> {
  for (const [key, uploads] of [...all]) {
    if (!key.startsWith(`${account} `)) continue;
    for (const one of uploads.list) one.cancel();
    all.delete(key);
  }
  for (const one of await keptOf(account)) await forgetUpload(one.key);
}
