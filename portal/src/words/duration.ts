// How long something will take.
import { texts } from "./words";

const t = texts(
  {
    "time.seconds": "{count} giây",
    "time.minutes": "{count} phút",
    "time.hours": "{hours} giờ {minutes} phút",
  },
  {
    "time.seconds": "{count} s",
    "time.minutes": "{count} min",
    "time.hours": "{hours} h {minutes} min",
  },
);

/** Seconds as a person says them. */
export function duration(seconds: number): string {
  if (seconds < 55) return t("time.seconds", { count: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t("time.minutes", { count: minutes }) : t("time.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
