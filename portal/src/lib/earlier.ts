// Where the numbers of an earlier year come from, in words.
import { t } from "../words/earlier";

interface Source { document: string; issuer: string; imported: boolean; basis: string; derived?: boolean }

/** "187/QĐ-UBND, UBND huyện Tư Nghĩa; imported, as published". Of a decision its number alone. */
export function sourceText(source: Source): string {
  if (!source.imported) return source.document;
  const document = [source.document, source.issuer].filter(Boolean).join(", ");
  return [document, t("earlier.imported"), source.derived ? t("earlier.derived") : "", source.basis ? t("earlier.basis", { basis: source.basis }) : ""].filter(Boolean).join("; ");
}
