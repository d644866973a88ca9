// Where the numbers of an earlier year come from, in words.
import type { Place } from "../gen/par/ranking/v1/ranking_pb";
import { t } from "../words/earlier";

interface Source { document: string; issuer: string; imported: boolean; basis: string; derived?: boolean }

/** "187/QĐ-UBND, UBND huyện Tư Nghĩa; imported, as published". Of a decision its number alone. */
export function sourceText(source: Source): string {
  if (!source.imported) return source.document;
  const document = [source.document, source.issuer].filter(Boolean).join(", ");
  return [document, t("earlier.imported"), source.derived ? t("earlier.derived") : "", source.basis ? t("earlier.basis", { basis: source.basis }) : ""].filter(Boolean).join("; ");
}

/** Of one group's places: "2021: 187/QĐ-UBND, …" for each year that was imported; all places of a year come from one table. */
export function importedYears(places: Place[], group: string): string[] {
  const said = places.filter((one) => one.imported && one.group === group).toSorted((a, b) => a.year - b.year).map((one) => t("earlier.year", { year: one.year, source: sourceText(one) }));
  return [...new Set(said)];
}
