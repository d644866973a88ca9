#include "parctl/report.h"

#include "common/domain/refusal.h"
#include "parctl/text_width.h"

namespace par::parctl {

void PrintFindings(Session& session, const std::vector<domain::Finding>& findings,
                   std::size_t count) {
  for (const domain::Finding& finding : findings) {
    session.output.err << OneLine(domain::TextOf(finding, session.output.language)) << '\n';
  }
  if (count > findings.size()) {
    session.output.err << session.Say("… và ", "… and ") << count - findings.size()
                       << session.Say(" điểm nữa trong tệp này\n", " more in this file\n");
  }
  if (count > 0) session.exit = kFindings;
}

void PrintRefusal(Session& session, const std::string& about, const absl::Status& refusal) {
  const std::string text = domain::TextOf(refusal, session.output.language);
  session.output.err << OneLine(about.empty() ? text : about + ": " + text) << '\n';
  session.exit = kFindings;
}

}  // namespace par::parctl
