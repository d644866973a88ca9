// What the files of `parctl evidence` share.
#pragma once

#include <vector>

#include "par/evidence/v1/evidence.pb.h"
#include "parctl/verbs.h"

namespace par::parctl {

void PrintDocuments(Session& session, const std::vector<evidence::v1::ListedDocument>& documents);

// list, get and verify.
void AddEvidenceReading(Command group, Session& session);

}  // namespace par::parctl
