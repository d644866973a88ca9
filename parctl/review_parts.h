// Parts of `parctl review` in files of their own.
#pragma once

#include "par/dossier/v1/dossier.pb.h"
#include "parctl/app.h"

namespace par::parctl {

void AddReviewOpen(Command review, Session& session);   // One dossier, all of it.
void AddReviewEnter(Command review, Session& session);  // Survey, external, leadership points.
void AddReviewMinutes(Command review, Session& session);
void AddReviewQuality(Command review, Session& session);  // quality, contested, appeals
void AddSecondMarks(Command review, Session& session);    // draw-sample, sample, mark-again

// After an empty line, of `review open`.
void PrintEarlier(Session& session, const dossier::v1::EarlierSubmission& earlier);

}  // namespace par::parctl
