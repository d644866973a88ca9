// Parts of `parctl review` in files of their own.
#pragma once

#include "parctl/app.h"

namespace par::parctl {

void AddReviewOpen(Command review, Session& session);   // One dossier, all of it.
void AddReviewEnter(Command review, Session& session);  // Survey, external, leadership points.
void AddReviewMinutes(Command review, Session& session);

}  // namespace par::parctl
