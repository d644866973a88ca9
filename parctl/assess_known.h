// What the house knows of the figures that a self-assessment asks for: shown beside what is
// declared, and taken into what is still empty.
#pragma once

#include <string>

#include "par/assessment/v1/assessment.pb.h"
#include "par/dossier/v1/dossier.pb.h"
#include "parctl/app.h"

namespace par::parctl {

// A table of them, with `all`; otherwise one line that says how many were reported. Nothing where
// nothing is known. To the unit's own people, and to its reviewers.
void PrintKnown(Session& session, const assessment::v1::GetAssessmentResponse& shown, bool all);
void PrintKnown(Session& session, const dossier::v1::OpenDossierResponse& shown, bool all);

// `parctl assess fill --from-reports`: reported figures into the empty inputs of the draft, in one
// save that is refused whole if somebody else saved meanwhile. What is declared stays as it is.
void FillFromReports(Session& session, const std::string& cycle, const std::string& unit,
                     bool leaves);

}  // namespace par::parctl
