// A Markdown file as a module: its title, its headings for a list of contents, and its HTML, made at
// build time so that the browser carries no Markdown library. Pictures become files of the build.
import { Marked } from "marked";

const plain = (text) => text.replace(/[*_`]/g, "");
const slug = (text) =>
  plain(text).toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

export function markdown() {
  return {
    name: "markdown",
    transform(text, id) {
      if (!id.endsWith(".md")) return null;
      const headings = [];
      const pictures = [];
      let title = "";
      const marked = new Marked({
        renderer: {
          heading({ tokens, depth, text: words }) {
            const inner = this.parser.parseInline(tokens);
            if (depth === 1) {
              title = plain(words);
              return "";
            }
            if (depth === 2) headings.push({ id: slug(words), text: plain(words) });
            return `<h${depth} id="${slug(words)}">${inner}</h${depth}>\n`;
          },
          image({ href, text: words }) {
            pictures.push(href);
            return `<img src="__PICTURE_${pictures.length - 1}__" alt="${words}" loading="lazy" />`;
          },
          table(token) {
            const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
            return `<table><thead>${row(token.header, "th")}</thead><tbody>${token.rows.map((cells) => row(cells, "td")).join("")}</tbody></table>\n`;
          },
        },
      });
      const html = JSON.stringify(marked.parse(text)).replace(/__PICTURE_(\d+)__/g, (_, n) => `" + picture${n} + "`);
      const imports = pictures.map((path, n) => `import picture${n} from ${JSON.stringify(path.startsWith(".") ? path : `./${path}`)};`);
      return {
        code: `${imports.join("\n")}\nexport const title = ${JSON.stringify(title)};\nexport const headings = ${JSON.stringify(headings)};\nexport const html = ${html};\n`,
        map: null,
      };
    },
  };
}
