// Why a workbook was neither read nor written, for people: its own fault, or what a call says.
import { t } from "../../words/workbook";
import { type Failure, failureOf } from "../failure";
import { BookRefused } from "./problem";

export function failureOfBook(thrown: unknown): Failure {
  if (!(thrown instanceof BookRefused)) return failureOf(thrown);
  return { reason: thrown.word, text: t(thrown.word, thrown.parameters), parameters: {}, lineDown: false };
}
