// A unit's documents on this node, and what each is worth for the criteria that rely on it. Asks again
// while a file is still on its way or not checked yet.
import { type EvidenceVerdict, FileStanding, type ListedDocument } from "../../gen/par/evidence/v1/evidence_pb";
import { language } from "../../words/language.svelte";
import { type Failure, failureOf } from "../failure";
import { dossiers, evidence } from "../services";
import { hexOf } from "./sha256";

const pauses = [500, 1_000, 2_000, 3_000, 5_000, 10_000];
const pending = (one: ListedDocument): boolean =>
  one.standing === FileStanding.ON_ITS_WAY || (one.standing === FileStanding.HERE && one.verdicts.length === 0);

export class UnitDocuments {
  /** Of the dossier as it is saved, in the order in which the answers name them. */
  named = $state.raw<ListedDocument[]>([]);
  /** All of the unit's, by their ids. */
  all = $state.raw<ListedDocument[]>([]);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #turn = 0;
  #closed = false;

  constructor(private readonly cycle: string, private readonly unit: string) {}

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async again(fromStart = true): Promise<void> {
    if (fromStart) this.#tries = 0;
    const turn = ++this.#turn;
    try {
      const [named, all] = await Promise.all([
        dossiers.listEvidence({ cycle: this.cycle, unit: this.unit, language: language.now }),
        evidence.listDocuments({ unit: this.unit, language: language.now }),
      ]);
      if (turn !== this.#turn) return;
      this.named = named.documents;
      this.all = all.documents;
      this.failure = null;
      this.loaded = true;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.failure = failureOf(error);
    }
    clearTimeout(this.#timer);
    if (this.#closed || !(this.failure?.lineDown || [...this.named, ...this.all].some(pending))) return;
    this.#timer = setTimeout(() => void this.again(false), pauses[Math.min(this.#tries++, pauses.length - 1)]);
  }

  byHash(hex: string): ListedDocument | undefined {
    return this.all.find((one) => hexOf(one.document!.sha256) === hex);
  }
  /** As an answer names it: by its hash, else by its id or its file's name. */
  find(use: { document: string; sha256: string }): ListedDocument | undefined {
    const by = (one: ListedDocument) =>
      use.sha256 !== "" ? hexOf(one.document!.sha256) === use.sha256 : one.document!.id === use.document || one.document!.fileName === use.document;
    return this.named.find(by) ?? this.all.find(by);
  }
  verdict(listed: ListedDocument, criterion: string): EvidenceVerdict | undefined {
    return listed.verdicts.find((one) => one.criterion === criterion) ?? listed.verdicts.find((one) => one.criterion === "") ?? listed.verdicts[0];
  }
}
