// What the files of `parctl evidence` share.
#pragma once

#include <string>
#include <vector>

#include "par/evidence/v1/evidence.pb.h"
#include "parctl/verbs.h"

namespace par::parctl {

// Sends the file at `path`, which is `document` (unit, file_name, size and sha256), to the node in
// pieces, from where an upload of it stopped. False if the node refused or the file could not be
// read; that is then printed. `progress`: the last line of it also off a terminal.
[[nodiscard]] bool UploadFile(Session& session, const std::string& path,
                              const evidence::v1::Document& document, bool progress);

void PrintDocuments(Session& session, const std::vector<evidence::v1::ListedDocument>& documents);

// list, get and verify.
void AddEvidenceReading(Command group, Session& session);

}  // namespace par::parctl
