// What the criteria set says about a field, in short.
import type { Figure } from "../gen/par/criteria/v1/criteria_pb";
import { t } from "../words/help";
import type { CriteriaSet } from "./set";

export function figureHelp(figure: Figure | undefined, set: CriteriaSet): string[] {
  if (figure === undefined) return [];
  const kind = ({ count: "help.count", percent: "help.percent", rank: "help.rank", signed: "help.signed" } as const)[figure.kind];
  const whole = set.figures.get(figure.partOf)?.title;
  return [...(kind ? [t(kind)] : []), ...(whole ? [t("help.part_of", { whole })] : [])];
}
