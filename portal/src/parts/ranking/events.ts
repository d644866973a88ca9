// What happened with a dossier, as the unit above holds it, and the days of its cycle.
import type { Cycle } from "../../gen/par/cycle/v1/cycle_pb";
import type { DecisionSummary } from "../../gen/par/decision/v1/decision_pb";
import type { OpenDossierResponse } from "../../gen/par/dossier/v1/dossier_pb";
import { t } from "../../words/ranking";
import type { TimelineEvent } from "../pictures/Timeline.svelte";

const said: Record<string, Parameters<typeof t>[0]> = {
  accept: "event.accept", accept_late: "event.accept_late", refuse_late: "event.refuse_late", return: "event.return", resume_review: "event.resume_review", settle: "event.settle",
  finalise: "event.finalise", reopen: "event.reopen", send_back: "event.send_back", withdraw: "event.withdraw", supersede: "event.supersede", withdraw_appeal: "event.withdraw_appeal",
};

export function eventsOf(cycle: Cycle, held: OpenDossierResponse, decisions: DecisionSummary[]): TimelineEvent[] {
  const dossier = held.dossier;
  if (dossier === undefined) return [];
  const events: TimelineEvent[] = [];
  if (dossier.times?.madeAt) events.push({ at: dossier.times.madeAt, what: t("event.submitted") });
  if (dossier.times) events.push({ at: dossier.times.receivedAt, what: t("event.received") });
  const reviews = dossier.reviews.map((one) => one.at).filter((at) => at > 0n).sort((a, b) => (a < b ? -1 : 1));
  if (reviews[0] !== undefined) events.push({ at: reviews[0], what: t("event.first_review") });
  for (const query of dossier.queries) {
    events.push({ at: query.at, what: t("event.asked"), text: `${query.criterion}: ${query.text}` });
    if (query.answer !== undefined) events.push({ at: query.answeredAt, what: t("event.answered"), text: `${query.criterion}: ${query.answer}` });
  }
  for (const note of dossier.notes) {
    const word = said[note.kind];
    if (word !== undefined) events.push({ at: note.at, what: t(word), text: note.text });
  }
  for (const appeal of dossier.appeals) {
    if (appeal.times) events.push({ at: appeal.times.receivedAt, what: t("event.appealed"), text: `${appeal.criterion}: ${appeal.text}` });
    if (appeal.outcome) events.push({ at: appeal.outcome.at, what: t("event.decided"), text: `${appeal.criterion}: ${appeal.outcome.reason}` });
  }
  for (const one of dossier.corrections) events.push({ at: one.at, what: t("event.corrected"), text: `${one.criterion}: ${one.reason}` });
  for (const one of decisions) events.push({ at: one.date, what: t("event.published"), text: one.number });
  const days = [[cycle.submitBy, "event.submit_by"], [cycle.reviewBy, "event.review_by"], [cycle.appealBy, "event.appeal_by"], [cycle.publishBy, "event.publish_by"]] as const;
  for (const [at, word] of days) if (at !== "") events.push({ at, what: t(word), deadline: true });
  return events;
}
