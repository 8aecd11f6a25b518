#include "report/comparison_report.hpp"
namespace carepool {
std::string write_comparison_report(const store::Comparison&, const store::Manifest&) { return "<!DOCTYPE html>"; }
}  // namespace carepool
