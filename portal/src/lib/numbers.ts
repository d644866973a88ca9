// Numbers and dates as officials write them: 1.234,56 and 20/12/2023 (English: 1,234.56, the same
// dates). Points come as whole ten-thousandths and never pass through floating point.
import { language } from "../words/language.svelte";

const separators = { vi: { group: ".", point: "," }, en: { group: ",", point: "." } };

function grouped(digits: string, group: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, group);
}

/** 14631n is "1,4631", 10000n is "1"; `places` keeps so many, for columns. */
export function points(e4: bigint, places = 0): string {
  const { group, point } = separators[language.now];
  const amount = (e4 < 0n ? -e4 : e4).toString().padStart(5, "0");
  const fraction = amount.slice(-4).replace(/0+$/, "").padEnd(places, "0");
  const whole = grouped(amount.slice(0, -4), group);
  return (e4 < 0n ? "−" : "") + whole + (fraction === "" ? "" : point + fraction);
}

/** The wire's decimal text of points: 14631n is "1.4631". */
export function plainPoints(e4: bigint): string {
  const amount = (e4 < 0n ? -e4 : e4).toString().padStart(5, "0");
  const fraction = amount.slice(-4).replace(/0+$/, "");
  return (e4 < 0n ? "-" : "") + amount.slice(0, -4) + (fraction && "." + fraction);
}

/** An exact decimal text of the wire ("17310", "97.5") as a person reads it. */
export function decimal(text: string): string {
  const { group, point } = separators[language.now];
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign, whole, fraction] = match;
  return (sign ? "−" : "") + grouped(whole ?? "", group) + (fraction ? point + fraction : "");
}

/** What a person typed as the wire's decimal text; what is no number stays as it is, to be refused by name. */
export function typedDecimal(text: string): string {
  const trimmed = text.trim().replace(/^−/, "-");
  const { group, point } = separators[language.now];
  const plain = new RegExp(`^-?\\d+(\\${point}\\d+)?$`);
  const inGroups = new RegExp(`^-?[1-9]\\d{0,2}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  if (!plain.test(trimmed) && !inGroups.test(trimmed)) return trimmed;
  return trimmed.replaceAll(group, "").replace(point, ".");
}

/** 2023-12-20 is 20/12/2023. */
export function date(iso: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  return match ? `${match[3]}/${match[2]}/${match[1]}` : iso;
}

/** The day that a person means: 20/12/2023, 20-12-2023, 20.12.2023, 20122023 or 2023-12-20; null: none. */
export function dayIn(text: string): string | null {
  const trimmed = text.trim();
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(trimmed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(trimmed);
  const iso = match ? `${match[3]}-${match[2]!.padStart(2, "0")}-${match[1]!.padStart(2, "0")}` : trimmed;
  const day = new Date(`${iso}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : null;
}

/** The day in Vietnam. */
export const today = (now = Date.now()): string => new Date(now + 7 * 3_600_000).toISOString().slice(0, 10);

const inVietnam = new Intl.DateTimeFormat("vi-VN", {
  timeZone: "Asia/Ho_Chi_Minh",
  day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit",
});

/** UTC microseconds as a day and time in Vietnam. */
export function moment(micros: bigint): string {
  const parts = new Map(inVietnam.formatToParts(Number(micros / 1000n)).map((p) => [p.type, p.value]));
  return `${parts.get("day")}/${parts.get("month")}/${parts.get("year")} ${parts.get("hour")}:${parts.get("minute")}`;
}

/** Whole days from today in Vietnam to the end of `iso`; negative: passed. */
export function daysLeft(iso: string, now = Date.now()): number {
  return (Date.parse(iso) - Date.parse(today(now))) / 86_400_000;
}

/** A share of the maximum, for bars; nothing official is computed with it. */
export function share(e4: bigint, ofE4: bigint): number {
  return ofE4 <= 0n ? 0 : Math.max(0, Math.min(1, Number(e4) / Number(ofE4)));
}

export function size(bytes: number): string {
  const { point } = separators[language.now];
  const steps: [number, string][] = [[1 << 30, "GB"], [1 << 20, "MB"], [1 << 10, "kB"]];
  for (const [unit, name] of steps) {
    if (bytes >= unit) return (bytes / unit).toFixed(1).replace(".", point) + " " + name;
  }
  return `${bytes} byte`;
}
