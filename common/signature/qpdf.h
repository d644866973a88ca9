// libqpdf's headers, as they compile here.
#pragma once

// They still know the pointers of qpdf 10; this leaves those of the standard library.
#define POINTERHOLDER_TRANSITION 4
// Nothing here uses qpdf's JSON, which clang does not compile as C++20 (a vector of a class within
// that class): its header is skipped, the name is enough.
#define JSON_HH
class JSON;

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
