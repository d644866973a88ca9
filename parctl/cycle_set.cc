#include "parctl/cycle_set.h"

#include <utility>

#include "common/domain/criteria_yaml.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "par/cycle/v1/cycle.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/report.h"

namespace par::parctl {

std::optional<domain::CriteriaSet> SetOfCycle(Session& session, const std::string& id) {
  cycle::v1::GetCycleRequest which;
  which.set_id(id);
  const auto cycle = Ask(session, &cycle::v1::CycleService::Stub::GetCycle, which);
  if (!cycle.has_value()) return std::nullopt;
  criteria::v1::GetSetRequest request;
  request.set_id(cycle->cycle().set_id());
  request.set_version(cycle->cycle().set_version());
  const auto set = Ask(session, &criteria::v1::CriteriaService::Stub::GetSet, request);
  if (!set.has_value()) return std::nullopt;
  domain::CriteriaSetFile read = domain::ReadCriteriaSet(set->criteria_yaml(), request.id());
  PrintFindings(session, read.findings, read.finding_count);
  return std::move(read.set);
}

}  // namespace par::parctl
