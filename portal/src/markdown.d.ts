// What tools/markdown.mjs makes of a Markdown file.
declare module "*.md" {
  export const title: string;
  export const headings: { id: string; text: string }[];
  export const html: string;
}
