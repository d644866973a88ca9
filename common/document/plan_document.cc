#include "common/document/plan_document.h"

#include <algorithm>
#include <utility>

#include "common/domain/remediation_offices.h"
#include "common/domain/vietnamese.h"

namespace par::document {
namespace {

using domain::CountText;
using domain::kNone;
using domain::NumberStyle;
using domain::Points;
using domain::RemediationTarget;
using domain::RemediationTask;

constexpr const char* kAbsent = "–";

Paragraph PlanBody(std::string text) { return {.text = std::move(text)}; }
Paragraph PlanSection(std::string text) {
  return {.text = std::move(text), .look = Paragraph::Look::kSection};
}

std::string Show(Points points) { return points.FormatShort(NumberStyle::kVietnamese); }

std::string OrAbsent(const std::string& text) { return text.empty() ? kAbsent : text; }

std::string WhenText(const std::optional<domain::Date>& deadline, const std::string& when) {
  return deadline.has_value() ? deadline->Vietnamese() : OrAbsent(when);
}

// Who leads, and who co-ordinates with him.
std::string WhoText(const domain::RemediationPlan& plan, const std::string& lead,
                    const std::vector<std::string>& with) {
  std::string text = lead.empty() ? kAbsent : plan.NameOf(lead);
  for (std::size_t i = 0; i < with.size(); ++i) {
    text += (i == 0 ? "; phối hợp: " : ", ") + plan.NameOf(with[i]);
  }
  return text;
}

Table LossTable() {
  return {.columns = {{.title = "STT", .share = 7, .align = Align::kCentre},
                      {.title = "Lĩnh vực, tiêu chí", .share = 25},
                      {.title = "Điểm chuẩn", .share = 8, .align = Align::kCentre},
                      {.title = "Điểm thẩm định", .share = 9, .align = Align::kCentre},
                      {.title = "Điểm bị trừ", .share = 9, .align = Align::kCentre},
                      {.title = "Lý do bị trừ điểm", .share = 24},
                      {.title = "Biện pháp khắc phục", .share = 24},
                      {.title = "Cơ quan chủ trì, phối hợp", .share = 22},
                      {.title = "Thời gian", .share = 12, .align = Align::kCentre},
                      {.title = "Sản phẩm", .share = 18}},
          .rows = {},
          .small = true};
}

// Which task answers for each leaf; the number of tasks: none.
std::vector<std::size_t> TaskOfLeaf(const PlanFacts& facts) {
  std::vector<std::size_t> tasks(facts.set->leaves.size(), facts.plan.tasks.size());
  for (std::size_t i = 0; i < facts.plan.tasks.size(); ++i) {
    for (const domain::NodeIndex node : facts.plan.tasks[i].criteria) {
      const domain::Node& one = facts.set->nodes[node];
      std::fill(tasks.begin() + one.first_leaf, tasks.begin() + one.end_leaf, i);
    }
  }
  return tasks;
}

std::vector<std::string> ScoreOf(const PlanFacts& facts, domain::NodeIndex node) {
  const domain::ScoreTotal& total = facts.sheet->nodes[node];
  return {facts.set->nodes[node].id, facts.set->nodes[node].title, Show(total.effective_maximum()),
          Show(total.score), Show(domain::LostAt(*facts.set, *facts.sheet, node))};
}

void AddWork(const domain::RemediationPlan& plan, const RemediationTask* task,
             std::vector<std::string>& cells) {
  if (task == nullptr) {
    cells.insert(cells.end(), {kAbsent, "Chưa có biện pháp", kAbsent, kAbsent, kAbsent});
  } else if (!task->systemic.empty()) {
    cells.insert(cells.end(), {task->reason, task->systemic, kAbsent, kAbsent, kAbsent});
  } else {
    cells.insert(cells.end(),
                 {OrAbsent(task->reason), task->measure, WhoText(plan, task->lead, task->with),
                  WhenText(task->deadline, task->when), OrAbsent(task->product)});
  }
}

// Every area with its losses, as the annexes of such plans list them.
Appendix Losses(const PlanFacts& facts) {
  Table table = LossTable();
  const std::vector<std::size_t> tasks = TaskOfLeaf(facts);
  for (domain::NodeIndex node = 0; node < facts.set->nodes.size(); ++node) {
    const domain::Node& one = facts.set->nodes[node];
    if (domain::LostAt(*facts.set, *facts.sheet, node).IsZero()) continue;
    if (one.parent == kNone && one.leaf == kNone) {
      std::vector<std::string> cells = ScoreOf(facts, node);
      cells.resize(table.columns.size());
      table.rows.push_back({.cells = std::move(cells), .bold = true});
    }
    if (one.leaf == kNone) continue;
    const std::size_t task = tasks[one.leaf];
    std::vector<std::string> cells = ScoreOf(facts, node);
    AddWork(facts.plan, task < facts.plan.tasks.size() ? &facts.plan.tasks[task] : nullptr, cells);
    table.rows.push_back({.cells = std::move(cells)});
  }
  return {.title = "Các tiêu chí bị trừ điểm và biện pháp khắc phục",
          .blocks = {std::move(table)},
          .landscape = true};
}

// Tasks of a plan without scores: index by index, or those by criteria.
Appendix Tasks(const domain::RemediationPlan& plan) {
  Table table{.columns = {{.title = "STT", .share = 9, .align = Align::kCentre},
                          {.title = "Nhiệm vụ, giải pháp", .share = 50},
                          {.title = "Cơ quan chủ trì, phối hợp", .share = 40},
                          {.title = "Thời gian", .share = 14, .align = Align::kCentre},
                          {.title = "Sản phẩm", .share = 20}},
              .rows = {},
              .small = true};
  const auto add = [&](std::size_t index) {
    for (const RemediationTask& task : plan.tasks) {
      if (task.index != index) continue;
      table.rows.push_back({.cells = {task.id, task.measure, WhoText(plan, task.lead, task.with),
                                      WhenText(task.deadline, task.when), OrAbsent(task.product)}});
    }
  };
  for (std::size_t index = 0; index < plan.indexes.size(); ++index) {
    table.rows.push_back({.cells = {plan.indexes[index].title}, .heading = true});
    add(index);
  }
  add(kNone);  // Of a plan by criteria.
  return {.title = "Nhiệm vụ, giải pháp", .blocks = {std::move(table)}, .landscape = true};
}

std::string AimText(const domain::RemediationPlan& plan, const RemediationTarget& target) {
  const domain::BaseFigure* const base =
      domain::NeedsBase(target.aim.kind) ? &plan.bases[target.base] : nullptr;
  const auto bound = domain::Resolve(target.aim, base);
  if (!bound.has_value()) return base == nullptr ? "Đúng yêu cầu" : "So với: " + base->title;
  std::string text = domain::TextOf(*bound, target.unit, NumberStyle::kVietnamese);
  const std::string steps = domain::StepsOf(target.aim, base, NumberStyle::kVietnamese);
  if (!steps.empty()) text += " (" + steps + ")";
  return text;
}

Appendix Targets(const domain::RemediationPlan& plan) {
  Table table{.columns = {{.title = "STT", .share = 9, .align = Align::kCentre},
                          {.title = "Tiêu chí, chỉ tiêu", .share = 46},
                          {.title = "Mục tiêu, yêu cầu", .share = 28},
                          {.title = "Cơ quan chủ trì, phối hợp", .share = 40},
                          {.title = "Thời gian", .share = 16, .align = Align::kCentre}},
              .rows = {},
              .small = true};
  std::size_t area = plan.areas.size();
  for (const RemediationTarget& target : plan.targets) {
    if (target.area != area) {
      area = target.area;
      table.rows.push_back({.cells = {plan.areas[area].title}, .heading = true});
    }
    const std::string of = target.of.empty() ? "" : target.of + " ";
    table.rows.push_back({.cells = {target.id, of + target.title, AimText(plan, target),
                                    WhoText(plan, target.lead, target.with),
                                    WhenText(target.deadline, target.when)}});
  }
  return {.title = "Mục tiêu cụ thể", .blocks = {std::move(table)}, .landscape = true};
}

void AddScores(const PlanFacts& facts, std::vector<Block>& blocks) {
  const domain::RemediationReview& review = facts.review;
  blocks.emplace_back(PlanBody(
      "Kết quả đã công bố: " + Show(facts.sheet->total) + " điểm trên " +
      Show(facts.sheet->effective_maximum) + " điểm tối đa áp dụng; bị trừ " + Show(review.lost) +
      " điểm, trong đó " + Show(review.systemic) + " điểm do nguyên nhân chung."));
  blocks.emplace_back(PlanBody("Các nhiệm vụ của Kế hoạch lấy lại " + Show(review.planned) +
                               " điểm; nếu hoàn thành, chỉ số năm " +
                               std::to_string(facts.plan.year) + " đạt " + Show(review.forecast) +
                               " điểm."));
}

void AddOffices(const PlanFacts& facts, std::vector<Block>& blocks) {
  for (const domain::OfficeWork& work :
       domain::WorkByOffice(facts.set, facts.sheet, facts.plan, facts.review)) {
    if (work.led == 0 && work.targets == 0) continue;
    std::string text = facts.plan.NameOf(work.office) + ": chủ trì ";
    if (work.led > 0) text += CountText(work.led) + " nhiệm vụ";
    if (work.targets > 0) {
      text += (work.led > 0 ? ", " : "") + CountText(work.targets) + " chỉ tiêu";
    }
    if (!work.at_stake.IsZero()) text += ", lấy lại " + Show(work.at_stake) + " điểm";
    const domain::PlanOffice* const office = facts.plan.FindOffice(work.office);
    if (office != nullptr && !office->duties.empty()) {
      text += "; ";
      for (std::size_t i = 0; i < office->duties.size(); ++i) {
        text += (i == 0 ? "" : "; ") + office->duties[i];
      }
    }
    blocks.emplace_back(PlanBody("- " + text + "."));
  }
}

}  // namespace

OfficialDocument PlanDocument(const PlanFacts& facts, const Particulars& particulars) {
  OfficialDocument document = WithParticulars(particulars);
  document.kind = "Kế hoạch";
  document.subject = facts.plan.title;
  std::vector<Appendix>& appendices = document.appendices;
  appendices.push_back(facts.set == nullptr ? Tasks(facts.plan) : Losses(facts));
  if (!facts.plan.targets.empty()) appendices.push_back(Targets(facts.plan));
  std::vector<Block>& blocks = document.blocks;
  blocks.emplace_back(PlanSection("I. Mục đích, yêu cầu"));
  for (const std::string& one : particulars.purposes)
    blocks.emplace_back(PlanBody("- " + one + "."));
  blocks.emplace_back(PlanSection("II. Mục tiêu"));
  if (facts.set != nullptr) AddScores(facts, blocks);
  if (!facts.plan.targets.empty()) {
    blocks.emplace_back(PlanBody(
        "Số chỉ tiêu cụ thể: " + CountText(static_cast<std::ptrdiff_t>(facts.plan.targets.size())) +
        " (Phụ lục II kèm theo)."));
  }
  blocks.emplace_back(PlanSection("III. Nhiệm vụ, giải pháp"));
  blocks.emplace_back(
      PlanBody("Số nhiệm vụ: " + CountText(static_cast<std::ptrdiff_t>(facts.plan.tasks.size())) +
               " (Phụ lục" + (appendices.size() > 1 ? " I" : "") +
               " kèm theo), giao các cơ quan chủ trì như sau:"));
  AddOffices(facts, blocks);
  blocks.emplace_back(PlanSection("IV. Tổ chức thực hiện"));
  for (const std::string& one : particulars.articles)
    blocks.emplace_back(PlanBody("- " + one + "."));
  return document;
}

}  // namespace par::document
