// With which text the writing of a version begins: that of an earlier one under the next number, or a small set to go on from.
import { SetState, type SetSummary } from "../../gen/par/criteria/v1/criteria_pb";
import { today } from "../numbers";
import { criteria } from "../services";
import { t } from "../../words/set_editor";
import type { Origin } from "./drafted";
import { plain, put, readText, written } from "./text";

export interface Begun { origin: Origin; text: string; version: number }

/** A draft is gone on with; of what is published the next version is begun. */
export async function beginFrom(set: SetSummary, all: SetSummary[]): Promise<Begun> {
  const got = await criteria.getSet({ id: set.id, version: set.version });
  const origin = { id: set.id, version: set.version, sha256: got.set?.sha256 ?? "" };
  const text = plain(new TextDecoder().decode(got.criteriaYaml));
  if (set.state === SetState.DRAFT) return { origin, text, version: set.version };
  const version = Math.max(...all.filter((one) => one.id === set.id).map((one) => one.version)) + 1;
  const { doc } = readText(text);
  put(doc, ["version"], String(version));
  return { origin, text: written(doc), version };
}

export function beginNew(): Begun {
  const year = Number(today().slice(0, 4));
  return { origin: { id: "", version: 0, sha256: "" }, version: 1, text: skeleton(year) };
}

const skeleton = (year: number): string => `# ${t("skeleton.about")}
# ${t("skeleton.comments")}
format: parnet/criteria-set/1
id: bo-chi-so-cap-xa-${year} # ${t("skeleton.id")}
version: 1
title: ${t("skeleton.title", { year })}
level: commune # ${t("skeleton.level")}
year: ${year}
# ${t("skeleton.basis")}
basis:
  - {number: "…/QĐ-UBND", date: ${year}-01-15, issuer: "…", subject: "…"}
effective: {from: ${year}-01-01, to: ${year}-12-31}
# ${t("skeleton.maximum")}
maximum: 2
rounding: {leaf: 4, total: 2}
not_applicable: reduced_max # ${t("skeleton.not_applicable")}
waived: reduced_max
ranking: {ties: gap, tie_break: []}
# ${t("skeleton.classes")}
classes:
  - {id: excellent, title: Xuất sắc, from: 90}
  - {id: good, title: Tốt, from: 80}
  - {id: fair, title: Khá, from: 65}
  - {id: average, title: Trung bình, from: 50}
  - {id: weak, title: Yếu, from: 0}
# ${t("skeleton.areas")}
areas:
  - id: "1"
    title: Công tác chỉ đạo, điều hành cải cách hành chính
    maximum: 2
    criteria:
      # ${t("skeleton.cases")}
      - id: "1.1"
        title: Thực hiện kế hoạch cải cách hành chính năm
        maximum: 1
        inputs:
          a: {title: Số nhiệm vụ trong kế hoạch, kind: count, unit: nhiệm vụ}
          b: {title: Số nhiệm vụ đã hoàn thành, kind: count, unit: nhiệm vụ, part_of: a}
        nothing_arises: {when: a = 0, then: not_applicable}
        rule:
          - {when: b/a = 1, score: max}
          - {when: 0.8 <= b/a < 1, score: (b/a) * max}
          - otherwise: 0
      # ${t("skeleton.judged")}
      - id: "1.2"
        title: Sáng kiến trong cải cách hành chính
        maximum: 1
        rule: {judged: [0, 0.5, 1]}
`;
