// Goal: what the editor of criteria sets does to a text touches only what was meant; comments, order and spacing stay.
// Method: the portal's own functions (portal/src/lib/set_editor), without a browser, on every set of criteria/ and on a
// small text full of comments; each row changes one thing and says which lines may differ. What a rule's words are is
// compared with the node's own list.
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
const m = await modules("text", "outline", "rule", "head", "rename");

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
const remarks = (text) => text.split("\n").filter((line) => /^\s*#/.test(line)).join("\n");

/** The fields of what holds for the whole set, and its figures, on one set as it is: each change and back, or what it leaves. */
function headStays(name, text) {
  const { doc } = m.readText(text);
  const only = (why, change, gone, come) => {
    const now = edited(text, change);
    const [lost, new_] = [trimmed(less(text, now)), trimmed(less(now, text))];
    const fits = JSON.stringify([lost, new_]) === JSON.stringify([gone, come]) && remarks(now) === remarks(text);
    check(fits, `${name}: ${why}${fits ? "" : `: mất ${JSON.stringify(lost)}, thêm ${JSON.stringify(new_)}`}`);
  };
  const same = (why, ...steps) => {
    const now = steps.reduce((before, step) => edited(before, step), text);
    check(now === text, `${name}: ${why}${now === text ? "" : `: mất ${JSON.stringify(less(text, now))}, thêm ${JSON.stringify(less(now, text))}`}`);
  };
  const line = (start) => text.split("\n").find((one) => one.startsWith(start));
  const last = m.classesAt(doc).length - 1;
  const lowest = `- {id: ${m.classesAt(doc)[last].id}, title: ${m.classesAt(doc)[last].title}, from: 0}`;
  only("làm tròn chỉ đổi dòng của nó", (d) => m.put(d, ["rounding", "leaf"], "3"), ["rounding: {leaf: 4, total: 2}"], ["rounding: {leaf: 3, total: 2}"]);
  only("cách xếp hạng chỉ đổi dòng của nó", (d) => m.put(d, ["ranking", "ties"], "dense"), [line("ranking:")], [line("ranking:").replace("gap", "dense")]);
  only("so thêm một lĩnh vực", (d) => m.addTieBreak(d, "1"), [line("ranking:")], [line("ranking:").replace("[]", '["1"]')]);
  same("so thêm rồi bỏ: như cũ", (d) => m.addTieBreak(d, "1"), (d) => m.removeFrom(m.listAt(d, ["ranking", "tie_break"]), 0));
  only("sửa một mức xếp loại", (d) => m.put(d, ["classes", last, "from"], "5.5"), [lowest], [lowest.replace("from: 0", "from: 5.5")]);
  only("thêm một mức xếp loại", (d) => m.addClass(d, "Kém"), [], ['- {id: "class_1", title: Kém, from: 0}'].map((one) => one.replaceAll('"', "")));
  same("thêm rồi bỏ một mức: như cũ", (d) => m.addClass(d, "Kém"), (d) => m.removeFrom(m.listAt(d, ["classes"]), last + 1));
  same("chuyển một mức xuống rồi lên: như cũ", (d) => m.moveIn(m.listAt(d, ["classes"]), 0, 1), (d) => m.moveIn(m.listAt(d, ["classes"]), 1, 0));
  const had = m.keysAt(doc, ["figures"]).length > 0;
  only("thêm số liệu dùng chung", (d) => m.addShared(d, "Số mới"), [], [...(had ? [] : ["figures:"]), "figure_1: {title: Số mới, kind: count}"]);
  same("thêm rồi bỏ số liệu dùng chung: như cũ", (d) => m.addShared(d, "Số mới"), (d) => m.removeShared(d, "figure_1"));
  for (const id of m.keysAt(doc, ["figures"])) same(`đổi mã ${id} rồi đổi lại: như cũ`, (d) => m.renameShared(d, id, "mot.ma_moi"), (d) => m.renameShared(d, "mot.ma_moi", id));
}

/** Every figure of every criterion under another name: nothing names the old ones; back again it is the same text. */
function namesGoThere(name, text) {
  const each = (doc, how) => m.flat(m.outlineOf(doc).areas).flatMap(({ path, id }) => m.inputsAt(doc, path).map((input, i) => how(path, input.name, i, id)));
  const was = each(m.readText(text).doc, (_path, from) => from);
  const now = edited(text, (d) => each(d, (path, from, i) => m.renameInput(d, path, from, `ten_moi_${i}`)));
  let at = 0;
  const left = m.readText(now).doc;
  const wrong = each(left, (path, _to, _i, id) => {
    const from = was[at++];
    const texts = [m.textAt(left, [...path, "rule"]), m.textAt(left, [...path, "nothing_arises", "when"]), ...m.casesAt(left, path).flatMap((one) => [one.when, one.score]), ...m.fallsWith(left, path)];
    return texts.some((one) => m.renamedIn(one, from, "?") !== one) ? [`${id} ${from}`] : [];
  }).flat();
  at = 0;
  const back = edited(now, (d) => each(d, (path, to) => m.renameInput(d, path, to, was[at++])));
  const fits = back === text && wrong.length === 0 && was.length > 10 && remarks(now) === remarks(text);
  check(fits, `${name}: đổi tên mọi số liệu (${was.length}), không chỗ nào còn tên cũ; đổi lại, từng byte như cũ${fits ? "" : `: còn ${wrong.join(", ")}; khác ${JSON.stringify(less(back, text))}`}`);
}

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
  headStays(name, text);
  namesGoThere(name, text);
}

const node = readFileSync(join(facts.criteria, "..", "common", "domain", "rule_parser_names.cc"), "utf8");
const words = (of) => [...new RegExp(`${of} = \\{([^}]*)\\}`).exec(node)[1].matchAll(/"(\w+)"/g)].map((one) => one[1]);
check(JSON.stringify([...words("kFunctions"), ...words("kWords")].sort()) === JSON.stringify([...m.reserved].sort()), "tên không đặt được cho số liệu: đúng như máy chủ");
const renames = [
  { why: "tên đứng riêng", text: "(b/a) * max", from: "a", to: "so", want: "(b/so) * max" },
  { why: "tên nằm trong tên khác", text: "ab + a_b + a", from: "a", to: "x", want: "ab + a_b + x" },
  { why: "năm trước", text: "previous.a < a", from: "a", to: "x", want: "previous.x < x" },
  { why: "số liệu của cấp dưới không phải của tiêu chí", text: "share(children where child.a > 0) + sum(children.a)", from: "a", to: "x", want: "share(children where child.a > 0) + sum(children.a)" },
  { why: "ngày, số và phần trăm", text: "days_late(d, 2023-01-20) + 1e5 + 97%", from: "e5", to: "x", want: "days_late(d, 2023-01-20) + 1e5 + 97%" },
  { why: "tên bằng tên hàm trong ngoặc", text: "if(a > 0, a, b)", from: "b", to: "x", want: "if(a > 0, a, x)" },
];
for (const one of renames) check(m.renamedIn(one.text, one.from, one.to) === one.want, `đổi tên: ${one.why}${m.renamedIn(one.text, one.from, one.to) === one.want ? "" : `: ${m.renamedIn(one.text, one.from, one.to)}`}`);

const small = `# đầu
format: x
version: 1 # phiên bản
# mức
classes:
  # mức cao
  - {id: good, title: Tốt, from: 80} # từ 80
  # mức thấp
  - {id: weak, title: Yếu, from: 0}
# dùng chung
figures:
  # số thứ nhất
  n: {title: N, kind: count} # n
  # số thứ hai
  o: {title: O, kind: count, part_of: n}
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
        nothing_arises: {when: "a = 0", then: not_applicable}
        falls_with: [a]
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
  { why: "đổi tên số liệu: tên, công thức, điều kiện, “một phần của”, chiều điểm; lời dẫn còn", change: (d) => m.renameInput(d, first, "a", "so_a"),
    gone: ["a: {title: X, kind: count} # số a", "b: {title: Y, kind: count, part_of: a}", 'nothing_arises: {when: "a = 0", then: not_applicable}', "falls_with: [a]", "- {when: a = 1, score: 1}"],
    come: ["so_a: {title: X, kind: count} # số a", "b: {title: Y, kind: count, part_of: so_a}", 'nothing_arises: {when: "so_a = 0", then: not_applicable}', "falls_with: [so_a]", "- {when: so_a = 1, score: 1}"] },
  { why: "bỏ số liệu đầu: lời dẫn của số liệu sau còn, không còn ở chiều điểm", change: (d) => m.removeInput(d, first, "a"), gone: ["a: {title: X, kind: count} # số a", "falls_with: [a]"], come: [] },
  { why: "bỏ số liệu sau thì lời dẫn của nó cũng bỏ", change: (d) => m.removeInput(d, first, "b"), gone: ["# số b", "b: {title: Y, kind: count, part_of: a}"], come: [] },
  { why: "dùng số liệu dùng chung", change: (d) => m.useShared(d, first, "n"), gone: [], come: ["c: {figure: n}"] },
  { why: "chiều điểm: đánh dấu thêm rồi bỏ cả hai", change: (d) => { m.setFallsWith(d, first, "b", true); m.setFallsWith(d, first, "a", false); m.setFallsWith(d, first, "b", false); }, gone: ["falls_with: [a]"], come: [] },
  { why: "đổi mã số liệu dùng chung: nơi nó là một phần cũng đổi", change: (d) => m.renameShared(d, "n", "so.n"), gone: ["n: {title: N, kind: count} # n", "o: {title: O, kind: count, part_of: n}"], come: ["so.n: {title: N, kind: count} # n", "o: {title: O, kind: count, part_of: so.n}"] },
  { why: "bỏ số liệu dùng chung đầu thì lời dẫn của nó cũng bỏ", change: (d) => m.removeShared(d, "n"), gone: ["# số thứ nhất", "n: {title: N, kind: count} # n"], come: [] },
  { why: "bỏ mức đầu: lời dẫn của mức sau còn", change: (d) => m.removeFrom(m.listAt(d, ["classes"]), 0), gone: ["# mức cao", "- {id: good, title: Tốt, from: 80} # từ 80"], come: [] },
  { why: "chuyển mức đầu xuống mang theo lời dẫn", change: (d) => m.moveIn(m.listAt(d, ["classes"]), 0, 1), gone: [], come: [], below: ["# mức thấp", "# mức cao"] },
  { why: "làm tròn khi văn bản chưa nói", change: (d) => m.put(d, ["rounding", "leaf"], "3"), gone: [], come: ["rounding:", "leaf: 3"] },
  { why: "so thêm khi văn bản chưa nói", change: (d) => m.addTieBreak(d, "2"), gone: [], come: ['ranking: {tie_break: ["2"]}'] },
  { why: "giá trị trống thì bỏ khóa", change: (d) => m.put(d, [...first, "maximum"], ""), gone: ["maximum: 1.50"], come: [] },
];
for (const row of rows) {
  const now = edited(small, row.change);
  const gone = trimmed(less(small, now));
  const come = trimmed(less(now, small));
  const fits = JSON.stringify([gone, come]) === JSON.stringify([row.gone, row.come]) && (row.below ?? []).every((line, i, all) => i === 0 || now.indexOf(all[i - 1]) < now.indexOf(line));
  check(fits, `${row.why}${fits ? "" : `: mất ${JSON.stringify(gone)}, thêm ${JSON.stringify(come)}\n${now}`}`);
}

const of = m.readText(small).doc;
const faults = [
  { why: "như cũ", name: "a", want: null }, { why: "tên mới", name: "so_a", want: null }, { why: "của số liệu khác", name: "b", want: "taken" },
  { why: "có dấu", name: "số", want: "malformed" }, { why: "bắt đầu bằng số", name: "1a", want: "malformed" }, { why: "hàm", name: "max", want: "reserved" },
  { why: "cách chấm “given” không đọc số liệu nào", name: "given", want: "reserved" }, { why: "quá dài", name: "a".repeat(65), want: "malformed" },
];
for (const one of faults) check(m.inputNameFault(of, first, "a", one.name) === one.want, `tên số liệu: ${one.why}`);
check(m.inputNameFault(m.readText(edited(small, (d) => m.put(d, [...first, "inputs", "b", "part_of"], "n"))).doc, first, "a", "n") === "taken", "tên số liệu: không che số liệu dùng chung mà số khác là một phần");
check(m.sharedNameFault(of, "n", "o") === "taken" && m.sharedNameFault(of, "n", "so..n") === "malformed" && m.sharedNameFault(of, "n", "tthc.xa.n") === null, "mã số liệu dùng chung: trùng, sai dạng, đúng");
check(m.sharedNameFault(m.readText(edited(small, (d) => m.put(d, [...first, "inputs", "b", "part_of"], "n"))).doc, "n", "a") === "taken", "mã số liệu dùng chung: không bị tên riêng của tiêu chí che");
const places = [[["classes", 1, "from"], ["classes"]], [["rounding"], ["classes"]], [["figures", "n", "kind"], ["figures", "n"]], [[...first, "rule", 0], first], [["title"], []]];
check(places.every(([place, want]) => JSON.stringify(m.partOf(place)) === JSON.stringify(want)), "lỗi ở đâu dẫn tới phần ấy của bản soạn");
