// What a workbook may be at most: nothing that comes from a file is trusted, and a browser has less room
// than a node. Far beyond what people fill in.
export const limits = {
  file: 4 << 20, // Bytes, packed.
  parts: 500,
  part: 16 << 20, // Unpacked.
  package: 32 << 20,
  ratio: 300, // Beyond `ratioMatters` no table that a person filled in packs better.
  ratioMatters: 1 << 20,
  sheets: 64,
  rows: 20_000, // Every unit that the country ever had, and more.
  columns: 600,
  cells: 200_000,
  text: 32_767,
} as const;
