// How a workbook stores numbers and days, and what they say exactly: no number passes through floating
// point. The rules are those of common/spreadsheet/stored_value.h.
const excelDigits = 15;

interface Parsed { negative: boolean; digits: string; point: number } // 0.DIGITS * 10^point

function parsed(text: string): Parsed | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null || text.length > 60) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole + fraction === "") return null;
  const all = whole + fraction;
  const zeros = /^0*/.exec(all)![0].length;
  return { negative: sign === "-", digits: all.slice(zeros).replace(/0+$/, ""), point: whole.length - zeros + Number(exponent) };
}

function plain({ negative, digits, point }: Parsed): string {
  if (digits === "") return "0";
  const text = point <= 0 ? `0.${"0".repeat(-point)}${digits}` : point >= digits.length ? digits + "0".repeat(point - digits.length) : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return (negative ? "-" : "") + text;
}

/** "1.2350000000000001E1" is "12.35"; null: no number, or a whole one of more digits than Excel keeps. */
export function exactNumber(stored: string): string | null {
  const number = parsed(stored);
  if (number === null || Math.abs(number.point) > 40) return null;
  if (number.digits.length > excelDigits && number.point >= number.digits.length) return null;
  if (number.digits.length > excelDigits) {
    const kept = (BigInt(number.digits.slice(0, excelDigits)) + (number.digits[excelDigits]! >= "5" ? 1n : 0n)).toString();
    number.point += kept.length - excelDigits;
    number.digits = kept.replace(/0+$/, "");
  }
  return plain(number);
}

/** "0.975" is "97.5". */
export function timesHundred(number: string): string {
  const value = parsed(number)!;
  return plain({ ...value, point: value.point + 2 });
}

const firstRightSerial = 61; // Excel counts a 29/02/1900 that never was.

/** The day of a serial number; null: none that can be written. */
export function dayOfSerial(number: string, since1904: boolean): string | null {
  if (!/^\d{1,6}$/.test(number)) return null;
  const serial = Number(number);
  if (!since1904 && serial < firstRightSerial) return null;
  const day = new Date((serial + (since1904 ? -24_107 : -25_569)) * 86_400_000).toISOString().slice(0, 10);
  return day <= "2199-12-31" ? day : null;
}
export function serialOfDay(iso: string): number | null {
  const time = Date.parse(`${iso}T00:00:00Z`);
  const serial = Math.round(time / 86_400_000) + 25_569;
  return Number.isNaN(time) || serial < firstRightSerial ? null : serial;
}

/** "unclear": a format with conditions shows some numbers in one way and some in another. */
export type Shape = "plain" | "percent" | "day" | "unclear";
/** Of a built-in number format, or of one with its own code. */
export function shapeOfFormat(id: number, code: string | undefined): Shape {
  if (code !== undefined) return shapeOfCode(code);
  if (id === 9 || id === 10) return "percent";
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58) ? "day" : "plain";
}
function shapeOfCode(code: string): Shape {
  // Quoted texts, escaped characters, widths and fillings say nothing; nor do colours and conditions of how a number looks.
  const sections = code.replace(/"[^"]*"?|\\.|_.|\*./g, "").split(";");
  const bare = sections.map((one) => one.replace(/\[(?!(?:hh?|mm?|ss?)\])[^\]]*\]?/gi, "").replace(/General/g, "0"));
  const shapeOf = (one: string): Shape => (/[ymdhs]/i.test(one) ? "day" : one.includes("%") ? "percent" : "plain");
  // Without conditions the others are for other values: negative, zero, text. With them each that shows a number counts.
  if (!sections.some((one) => /\[[=<>]/.test(one))) return shapeOf(bare[0]!);
  const shapes = [...new Set(bare.filter((one) => /[0#?ymdhs]/i.test(one)).map(shapeOf))];
  return shapes.length > 1 ? "unclear" : (shapes[0] ?? "plain");
}
