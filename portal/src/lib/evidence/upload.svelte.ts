// One file on its way to the node: hashed, asked for, sent from where it stopped, entered as a document.
import { Code, ConnectError } from "@connectrpc/connect";
import type { Document } from "../../gen/par/evidence/v1/evidence_pb";
import { type Failure, failureOf } from "../failure";
import { evidence, requestId } from "../services";
import { digestOf, Unreadable } from "./digest";
import { fittingName, mediaType } from "./file_name";
import { type KeptUpload, keepFile, keepUpload, keptFile, forgetUpload } from "./kept";
import { nothingSaid, type Particulars, stated } from "./particulars";
import { put } from "./put";
import { bytesOf, hexOf } from "./sha256";

export type Stage =
  | "queued" // Others go first.
  | "reading" // Hashed; `done` of `size` bytes are read.
  | "sending"
  | "waiting" // The line is cut; goes on by itself.
  | "choose" // The page was loaded anew and the browser has not kept the file.
  | "here" // All of it is on the node, which waits to be told what it is.
  | "adding"
  | "added"
  | "refused"; // `failure` says why; only taking it away is left, or trying again.

const slice = 1 << 20;
const pauses = [1_000, 2_000, 5_000, 10_000, 20_000];
// No room on the node: the person is told, for waiting does not mend it.
const room = new Set(["evidence_many_unfinished", "evidence_disk_full"]);
// No file's hash: asks whether a file of this name and size would be taken before it is read.
const nobodys = new Uint8Array(32);

/** What an upload needs to know of its dossier. */
export interface Place {
  owner: string;
  unit: string;
  maySend: () => boolean;
  known: (hex: string) => Document | undefined;
  added: (upload: Upload, document: Document) => void;
}

export class Upload {
  stage = $state<Stage>("queued");
  done = $state(0);
  rate = $state(0); // Bytes a second.
  failure = $state.raw<Failure | null>(null);
  hex = $state("");
  particulars = $state<Particulars>({ ...nothingSaid });
  confirmed = $state(false);
  /** What was chosen again is not the file that was being sent. */
  differs = $state(false);
  /** It was a document of the unit already; nothing was sent. */
  repeated = $state(false);
  criterion: string;
  readonly name: string;
  readonly renamed: boolean;
  readonly size: number;
  file: File | undefined;
  #since = Date.now();
  #stop = new AbortController();
  #wake: (() => void) | undefined;
  #marks: { at: number; done: number }[] = [];

  constructor(private readonly place: Place, criterion: string, from: File | KeptUpload) {
    this.criterion = criterion;
    this.size = from.size;
    this.name = fittingName(from.name);
    this.renamed = this.name !== from.name.normalize("NFC");
    if (from instanceof File) {
      this.file = from;
      return;
    }
    this.hex = from.hex;
    this.particulars = from.particulars;
    this.confirmed = from.confirmed;
    this.#since = from.since;
  }

  get secondsLeft(): number | null {
    return this.rate > 0 && this.stage === "sending" ? (this.size - this.done) / this.rate : null;
  }
  get over(): boolean {
    return this.stage === "added" || this.stage === "refused";
  }

  /** Goes as far as it can. Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#go();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.stage = "refused";
      this.failure = error instanceof Unreadable ? { reason: "unreadable", text: "", parameters: {}, lineDown: false } : failureOf(error);
    }
  }

  /** The person takes it away. What came of it goes on the node after some days. */
  cancel(): void {
    this.#stop.abort(new DOMException("cancelled", "AbortError"));
    this.#wake?.();
    if (this.hex !== "") void forgetUpload(this.#key);
  }

  /** The line may be there again. */
  wake(): void {
    this.#wake?.();
  }

  /** The file that was being sent before the page was loaded anew; any other is not taken for it. */
  async takeAgain(file: File): Promise<void> {
    try {
      this.stage = "reading";
      const hex = file.size === this.size ? hexOf(await digestOf(file, this.#stop.signal, (read) => (this.done = read))) : "";
      this.differs = hex !== this.hex;
      if (!this.differs) this.file = file;
    } catch {
      this.differs = true;
    }
    if (!this.#stop.signal.aborted) await this.run();
  }

  /** What the document is, as the person says; it is entered as soon as the file is on the node. */
  async confirm(): Promise<void> {
    this.confirmed = true;
    await this.keep();
    if (this.stage === "here") await this.run();
  }

  async keep(): Promise<void> {
    if (this.hex === "" || this.over) return;
    const { owner } = this.place;
    await keepUpload({
      key: this.#key, owner, hex: this.hex, name: this.name, size: this.size, criterion: this.criterion, since: this.#since,
      particulars: $state.snapshot(this.particulars), confirmed: this.confirmed,
    });
  }

  get #key(): string {
    return `${this.place.owner} ${this.hex}`;
  }

  async #go(): Promise<void> {
    if (this.hex === "") await this.#read();
    else this.file ??= await keptFile(this.#key);
    const known = this.place.known(this.hex);
    if (known !== undefined) return this.#end(known, true);
    for (;;) {
      await this.#send();
      if (this.stage !== "here" || !this.confirmed) return;
      this.stage = "adding";
      try {
        return this.#end(await this.#again(() => this.#add()), false);
      } catch (error) {
        // A power cut took some of it away on the node: it is sent again.
        if (failureOf(error).reason !== "evidence_offset") throw error;
      }
    }
  }

  async #read(): Promise<void> {
    const file = this.file;
    if (file === undefined) throw new Unreadable();
    await this.#again(() => this.#begin(nobodys));
    this.stage = "reading";
    this.done = 0;
    this.hex = hexOf(await digestOf(file, this.#stop.signal, (read) => (this.done = read)));
    await this.keep();
    void keepFile(this.#key, file);
  }

  async #begin(sha256: Uint8Array): Promise<{ offset: number; complete: boolean }> {
    const { durableOffset, complete } = await evidence.beginUpload({ unit: this.place.unit, sha256, size: BigInt(this.size), fileName: this.name }, { signal: this.#stop.signal });
    return { offset: Number(durableOffset), complete };
  }

  async #send(): Promise<void> {
    for (;;) {
      const { offset, complete } = await this.#again(() => this.#begin(bytesOf(this.hex)));
      this.done = complete ? this.size : offset;
      if (complete || offset === this.size) {
        this.stage = "here";
        return;
      }
      if (this.file === undefined) {
        this.stage = "choose";
        return;
      }
      this.stage = "sending";
      this.#marks = [];
      await this.#again(() => this.#sendFrom(offset, this.file!), true);
    }
  }

  // Until the end, or until the node says that it has another offset.
  async #sendFrom(offset: number, file: File): Promise<void> {
    for (let from = offset; from < this.size; ) {
      this.#mark(from);
      try {
        // A file that was changed meanwhile has another size, or cannot be read.
        if (file.size !== this.size) throw new Unreadable();
        const piece = { unit: this.place.unit, hex: this.hex, file, from, to: Math.min(from + slice, this.size) };
        from = await put(piece, this.#stop.signal, (sent) => this.#mark(Math.min(from + sent, piece.to)));
      } catch (error) {
        if (error instanceof ConnectError && failureOf(error).reason === "evidence_offset") return;
        throw error;
      }
    }
  }

  // Repeats what a cut line broke off; after a pause, or as soon as the line is there. `anew`: whoever
  // asks goes on, for what is durable on the node has changed meanwhile.
  async #again<T>(work: () => Promise<T>, anew = false): Promise<T> {
    const stage = this.stage;
    for (let tries = 0; ; ++tries) {
      try {
        if (!this.place.maySend()) throw new ConnectError("signed out", Code.Unavailable);
        return await work();
      } catch (error) {
        if (this.#stop.signal.aborted || error instanceof Unreadable) throw error;
        // Whoever's session is over signs in again; what another is sending at this moment comes to an end.
        const passes = ConnectError.from(error).code === Code.Unauthenticated || failureOf(error).reason === "evidence_busy";
        if (room.has(failureOf(error).reason) || (!failureOf(error).lineDown && !passes)) throw error;
        this.stage = "waiting";
        this.rate = 0;
        await this.#pause(pauses[Math.min(tries, pauses.length - 1)]!);
        if (anew) return undefined as T;
        this.stage = stage;
      }
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout>;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer!);
    this.#wake = undefined;
    this.#stop.signal.throwIfAborted();
  }

  #mark(done: number): void {
    const at = performance.now();
    this.done = done;
    this.#marks = [...this.#marks.filter((mark) => at - mark.at < 10_000), { at, done }];
    const first = this.#marks[0]!;
    if (at - first.at > 300) this.rate = Math.max(0, ((done - first.done) * 1000) / (at - first.at));
  }

  async #add(): Promise<Document> {
    const answer = await evidence.addDocument({
      requestId: requestId(),
      document: {
        unit: this.place.unit, fileName: this.name, mediaType: mediaType(this.name), size: BigInt(this.size), sha256: bytesOf(this.hex),
        ...stated(this.particulars),
      },
    });
    return answer.document!;
  }

  #end(document: Document, repeated: boolean): void {
    this.repeated = repeated;
    this.stage = "added";
    this.place.added(this, document);
  }

  /** The answers name the document by now. Until then it is kept, so that it is not forgotten with the page. */
  used(): void {
    void forgetUpload(this.#key);
  }
}
