// What went wrong with a call, for people: the node's own words where it answered, ours where no
// answer came.
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorDetailSchema } from "../gen/par/error/v1/error_detail_pb";
import { language } from "../words/language.svelte";
import { t } from "../words/words";

export interface Failure {
  /** The catalogue's stable code; "line_down" where the node could not be reached. */
  reason: string;
  text: string;
  parameters: Record<string, string>;
  /** Nothing was decided: the same call may be made again later. */
  lineDown: boolean;
}

const silent = [Code.Unavailable, Code.Unknown, Code.DeadlineExceeded, Code.Internal];

/** Whether the node said nothing at all; false for every refusal and for calls that were given up here. */
export function noAnswer(thrown: unknown): boolean {
  const error = ConnectError.from(thrown);
  return error.findDetails(ErrorDetailSchema).length === 0 && silent.includes(error.code);
}

const sessionOver = new Set(["session_not_good", "token_not_good", "token_missing", "gateway_csrf"]);
/** Nobody is signed in any more by what this page has; signing in again mends it. */
export const isSessionOver = (failure: Failure): boolean => sessionOver.has(failure.reason);

export function failureOf(thrown: unknown): Failure {
  const error = ConnectError.from(thrown);
  const detail = error.findDetails(ErrorDetailSchema)[0];
  if (detail !== undefined) {
    const parameters = Object.fromEntries(detail.parameters.map((p) => [p.name, p.value]));
    const text = language.now === "en" ? detail.textEn : detail.textVi;
    const lineDown = error.code === Code.Unavailable || error.code === Code.ResourceExhausted;
    return { reason: detail.reason, text, parameters, lineDown };
  }
  if (noAnswer(error) || error.code === Code.Canceled) {
    return { reason: "line_down", text: t("failure.line_down"), parameters: {}, lineDown: true };
  }
  return { reason: Code[error.code] ?? "unknown", text: error.rawMessage, parameters: {}, lineDown: false };
}
