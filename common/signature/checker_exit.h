// What pdf-check ends with, for the one who started it.
#pragma once

namespace par::signature {

enum CheckerExit : int {
  kChecked = 0,
  kAnchorsMalformed = 3,
  kNoSandbox = 4,
  kBadCall = 5,   // Not started by a Checker.
  kNotRun = 127,  // Nothing was started.
};

}  // namespace par::signature
