// `parctl criteria`: criteria sets as files, without a node.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "parctl/app.h"
#include "parctl/inputs.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

void Lint(Session& session, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const auto set = ReadSet(session, file);
    if (!set.has_value()) continue;
    session.output.out << file << ": " << session.Say("không có điểm nào cần sửa", "no findings")
                       << ": " << set->id << "@" << set->version << ", " << set->leaves.size()
                       << session.Say(" tiêu chí, tối đa ", " criteria, maximum ")
                       << set->maximum.FormatShort(session.vietnamese()
                                                       ? domain::NumberStyle::kVietnamese
                                                       : domain::NumberStyle::kPlain)
                       << '\n';
  }
}

void AddLint(CLI::App& criteria, Session& session) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* lint = criteria.add_subcommand(
      "lint", session.Say("Kiểm tra bộ chỉ số, nêu mọi điểm cần sửa kèm tệp, dòng, cột",
                          "Check criteria sets; every finding with file, line and column"));
  lint->add_option("files", *files, session.Say("Tệp YAML của bộ chỉ số", "YAML files of sets"))
      ->required()
      ->option_text(session.Say("TỆP...", "FILE..."));
  lint->footer(session.Say("Ví dụ:\n  parctl criteria lint criteria/*.yaml\n",
                           "Example:\n  parctl criteria lint criteria/*.yaml\n"));
  lint->callback([files, &session] { Lint(session, *files); });
}

}  // namespace

void AddCriteriaCommands(CLI::App& app, Session& session) {
  CLI::App* criteria =
      app.add_subcommand("criteria", session.Say("Bộ chỉ số (bộ tiêu chí)", "Criteria sets"));
  criteria->require_subcommand(1);
  AddLint(*criteria, session);
  AddCriteriaDiff(*criteria, session);
  AddCriteriaNodeCommands(*criteria, session);
}

}  // namespace par::parctl
