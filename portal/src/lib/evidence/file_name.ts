// A file's name as nodes take it: at most 255 bytes, no slashes, no control characters.
const longest = 255;
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Of a longer name the middle goes; the ending stays, for it says what kind of file it is. */
export function fittingName(name: string): string {
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(name));
  const clean = wellFormed.normalize("NFC").replace(/[/\\]/g, "_").replace(/[\u0000-\u001f\u007f-\u009f]/g, "").trim();
  if (bytes(clean) <= longest) return clean;
  const dot = clean.lastIndexOf(".");
  const ending = dot > 0 && bytes(clean.slice(dot)) <= 16 ? clean.slice(dot) : "";
  const room = longest - bytes(ending) - bytes("…");
  let stem = "";
  let used = 0;
  for (const letter of clean.slice(0, clean.length - ending.length)) {
    used += bytes(letter);
    if (used > room) break;
    stem += letter;
  }
  return `${stem}…${ending}`;
}

const types: Record<string, string> = {
  pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};
/** Of the kinds that nodes keep; "" for any other. */
export const mediaType = (name: string): string => types[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "";
