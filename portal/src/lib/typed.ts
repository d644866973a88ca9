// Points as a person types them.
import { typedDecimal } from "./numbers";

/** Ten-thousandths; null where it is no number of at most four places. */
export function typedPoints(typed: string): bigint | null {
  const match = /^(\d+)(?:\.(\d{1,4}))?$/.exec(typedDecimal(typed));
  return match ? BigInt(match[1]! + (match[2] ?? "").padEnd(4, "0")) : null;
}
