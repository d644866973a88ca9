// A value of the wire as a person reads it: a number, a day, yes or no, or a text as it is.
import { t } from "../words/words";
import { date, decimal } from "./numbers";

/** `kind` as of a figure; what is no value of its kind stays as it is. */
export function saidValue(value: string, kind: string): string {
  switch (kind) {
    case "yes_no":
      return value === "yes" ? t("assess.yes") : value === "no" ? t("assess.no") : value;
    case "date":
      return date(value);
    case "text":
      return value;
    default:
      return decimal(value);
  }
}
