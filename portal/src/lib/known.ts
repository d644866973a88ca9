// What the house knows of a figure besides what the dossier declares, in words.
import type { KnownFigure } from "../gen/par/assessment/v1/assessment_pb";
import { t } from "../words/known";
import { moment } from "./numbers";
import { said } from "./people";
import { saidValue } from "./said_value";

/** "quý IV năm 2026; Trần Thị Lan, Chủ tịch gửi 05/01/2027 08:30" */
export function whenText(known: KnownFigure): string {
  const by = known.reportedBy === "" ? "" : t("known.by", { who: said(known.by, known.reportedBy), when: moment(known.reportedAt) });
  return [known.periodText, by].filter(Boolean).join("; ");
}
export const reportedText = (known: KnownFigure): string => t("known.reported", { value: saidValue(known.reported, known.kind), period: whenText(known) });
export const lastYearText = (known: KnownFigure): string => t("known.last_year", { year: known.lastYearIs, value: saidValue(known.lastYear, known.kind) });
