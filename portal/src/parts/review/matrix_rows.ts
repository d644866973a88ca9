// The matrix of the review desk as a table: reviewed points, or the word where none count.
import { LossBand, type MarkColumn, type MarkRow } from "../../gen/par/dossier/v1/marks_pb";
import { cellAt } from "../../lib/matrix";
import { points } from "../../lib/numbers";
import { t } from "../../words/ranking";
import { named } from "../../words/words";

export function matrixRows(columns: MarkColumn[], rows: MarkRow[]): string[][] {
  return [
    [t("ranking.unit"), t("ranking.state"), t("ranking.total"), ...columns.map((one) => one.criterion)],
    ...rows.map((row) => [row.unitName, named("dossier", row.state), row.states.length > 0 ? points(row.reviewedTotalE4, 4) : "", ...columns.map((_, i) => {
      const cell = cellAt(row, i);
      return cell === null ? "" : [LossBand.UNSPECIFIED, LossBand.OUT_OF_ACCOUNT].includes(cell.loss) ? named("leaf", String(cell.state)) : points(cell.reviewed, 4);
    })]),
  ];
}
