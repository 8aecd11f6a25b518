#include "live/page.hpp"

// Made by the build; the script is empty with CAREPOOL_PAGE=OFF.
extern "C" {
extern const char carepool_live_page_begin[];
extern const char carepool_live_page_end[];
extern const char carepool_live_style_begin[];
extern const char carepool_live_style_end[];
extern const char carepool_live_index_begin[];
extern const char carepool_live_index_end[];
}

namespace carepool::live {
namespace {

constexpr std::string_view kWithoutScript =
    "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\"><title>carepool</title>"
    "<p>This program was built without its page (CAREPOOL_PAGE=OFF). The WebSocket at /ws works.</p></html>\n";

std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace

std::string_view page_html() { return page_script().empty() ? kWithoutScript : between(carepool_live_index_begin, carepool_live_index_end); }
std::string_view page_script() { return between(carepool_live_page_begin, carepool_live_page_end); }
std::string_view page_style() { return between(carepool_live_style_begin, carepool_live_style_end); }

}  // namespace carepool::live
