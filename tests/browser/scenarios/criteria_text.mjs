// Goal: what the editor of criteria sets does to a text touches only what was meant; comments, order and spacing stay.
// Method: the portal's own functions (portal/src/lib/set_editor), without a browser, on every set of criteria/ and on a
// small text full of comments; each row changes one thing and says which lines may differ.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { check, facts } from "../screen.mjs";

const portal = join(facts.criteria, "..", "portal");
const { transpileModule, ModuleKind, ScriptTarget } = createRequire(join(portal, "package.json"))("typescript");

/** The modules as the portal has them; `yaml` comes from the portal's own folder. */
async function modules(...names) {
  const yaml = join(portal, "node_modules", "yaml", "browser", "index.js");
  for (const name of names) {
    const source = readFileSync(join(portal, "src", "lib", "set_editor", `${name}.ts`), "utf8")
      .replaceAll(/from "\.\/(\w+)"/g, 'from "./$1.mjs"').replace('from "yaml"', `from ${JSON.stringify(yaml)}`);
    const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, verbatimModuleSyntax: true } });
    writeFileSync(join(facts.folder, `${name}.mjs`), outputText);
  }
  return Object.assign({}, ...(await Promise.all(names.map((name) => import(join(facts.folder, `${name}.mjs`))))));
}
const m = await modules("text", "outline", "rule");

function edited(text, change) {
  const { doc } = m.readText(text);
  change(doc);
  return m.written(doc);
}
/** Lines that one has and the other has not, as often as they stand there. */
function less(from, what) {
  const left = new Map();
  for (const line of what.split("\n")) left.set(line, (left.get(line) ?? 0) + 1);
  return from.split("\n").filter((line) => {
    const more = left.get(line) ?? 0;
    left.set(line, more - 1);
    return more <= 0;
  });
}
const trimmed = (lines) => lines.map((line) => line.trim());

for (const name of readdirSync(facts.criteria).filter((one) => one.endsWith(".yaml"))) {
  const text = m.plain(readFileSync(join(facts.criteria, name), "utf8"));
  check(edited(text, () => undefined) === text, `${name}: đọc rồi ghi lại, từng byte như cũ`);
  const { doc } = m.readText(text);
  const outline = m.outlineOf(doc);
  check(outline.sumE4 === outline.maximumE4 && m.flat(outline.areas).every((one) => one.sumE4 === null || one.sumE4 === one.maximumE4), `${name}: điểm các mục cộng đúng`);
  const leaf = m.flat(outline.areas).find((one) => m.ruleKindAt(doc, one.path) === "cases" && m.inputsAt(doc, one.path).length > 0);
  const after = edited(text, (to) => m.put(to, [...leaf.path, "maximum"], "77.5"));
  check(less(text, after).length === 1 && trimmed(less(after, text)).join() === "maximum: 77.5", `${name}: sửa điểm tối đa chỉ đổi một dòng`);
  const back = edited(edited(text, (to) => m.move(to, ["areas", 0], 1)), (to) => m.move(to, ["areas", 1], -1));
  check(back === text, `${name}: chuyển xuống rồi chuyển lên thì như cũ`);
  const line = text.split("\n").findIndex((one) => one.includes("score: ")) + 1;
  const place = m.readText(text).placeOf(line, text.split("\n")[line - 1].indexOf("score: ") + 8);
  check(m.inNode(place).field.join(" ").endsWith("score") && m.textAt(doc, place) !== "", `${name}: dòng ${line} dẫn tới đúng ô của trường hợp`);
}

const small = `# đầu
format: x
version: 1 # phiên bản
areas:
  # lĩnh vực 1
  - id: "1"
    title: A
    maximum: 3
    criteria:
      # tiêu chí 1.1
      - id: "1.1"
        title: Tên # tên
        maximum: 1.50
        inputs:
          a: {title: X, kind: count} # số a
          # số b
          b: {title: Y, kind: count, part_of: a}
        rule:
          # trường hợp đầu
          - {when: a = 1, score: 1}
          - otherwise: 0
      # tiêu chí 1.2
      - {id: "1.2", title: B, maximum: 1.5, rule: {judged: any}}
  # lĩnh vực 2
  - id: "2"
    title: C
    maximum: 1
    criteria:
      - {id: "2.1", title: D, maximum: 1, rule: given}
`;
const first = ["areas", 0, "criteria", 0];
const second = ["areas", 0, "criteria", 1];
const rows = [
  { why: "tên có dấu hai chấm, ngoặc kép", change: (d) => m.put(d, [...first, "title"], 'Tên: "mới"'), gone: ["title: Tên # tên"], come: ["title: 'Tên: \"mới\"' # tên"] },
  { why: "mã là số vẫn trong ngoặc kép", change: (d) => m.put(d, [...second, "id"], "7"), gone: ['- {id: "1.2", title: B, maximum: 1.5, rule: {judged: any}}'], come: ['- {id: "7", title: B, maximum: 1.5, rule: {judged: any}}'] },
  { why: "ghi chú nhiều dòng", change: (d) => m.put(d, [...first, "note"], "Một\nHai: ba"), gone: [], come: ["note: |-", "Một", "Hai: ba"] },
  { why: "thêm trường hợp đứng trước “còn lại”", change: (d) => m.putRule(d, [...first, "rule", m.addCase(d, first), "when"], "min(a, b) > 3"), gone: [], come: ['- {when: "min(a, b) > 3", score: 0}'] },
  { why: "bỏ trường hợp đầu thì lời dẫn của nó cũng bỏ", change: (d) => m.removeFrom(m.listAt(d, [...first, "rule"]), 0), gone: ["# trường hợp đầu", "- {when: a = 1, score: 1}"], come: [] },
  { why: "tiêu chí đầu chuyển xuống mang theo lời dẫn của mình", change: (d) => m.move(d, first, 1), gone: [], come: [], below: ["# tiêu chí 1.2", "# tiêu chí 1.1"] },
  { why: "bỏ tiêu chí sau, lời dẫn của tiêu chí trước còn", change: (d) => m.remove(d, second), gone: ["# tiêu chí 1.2", '- {id: "1.2", title: B, maximum: 1.5, rule: {judged: any}}'], come: [] },
  { why: "số liệu mới của tiêu chí viết một dòng: tách thành nhiều dòng", change: (d) => m.addInput(d, second, "Z"), gone: ['- {id: "1.2", title: B, maximum: 1.5, rule: {judged: any}}'],
    come: ['- id: "1.2"', "title: B", "maximum: 1.5", "inputs:", "a: {title: Z, kind: count}", "rule: {judged: any}"] },
  { why: "nhân bản: mã kế tiếp chưa ai dùng, không chép lời dẫn phía trên", change: (d) => m.copy(d, second), gone: [], come: ['- {id: "1.3", title: B, maximum: 1.5, rule: {judged: any}}'] },
  { why: "nhân bản lĩnh vực: mã bên trong theo mã mới", change: (d) => m.copy(d, ["areas", 1]), gone: [], come: ['- id: "3"', "title: C", "maximum: 1", "criteria:", '- {id: "3.1", title: D, maximum: 1, rule: given}'] },
  { why: "hạn của tài liệu kiểm chứng, rồi xóa: như cũ", change: (d) => { m.putEvidenceTerm(d, first, "deadline", "2025-01-31"); m.putEvidenceTerm(d, first, "deadline", ""); }, gone: [], come: [] },
  { why: "giá trị trống thì bỏ khóa", change: (d) => m.put(d, [...first, "maximum"], ""), gone: ["maximum: 1.50"], come: [] },
];
for (const row of rows) {
  const now = edited(small, row.change);
  const gone = trimmed(less(small, now));
  const come = trimmed(less(now, small));
  const fits = JSON.stringify([gone, come]) === JSON.stringify([row.gone, row.come]) && (row.below ?? []).every((line, i, all) => i === 0 || now.indexOf(all[i - 1]) < now.indexOf(line));
  check(fits, `${row.why}${fits ? "" : `: mất ${JSON.stringify(gone)}, thêm ${JSON.stringify(come)}\n${now}`}`);
}
