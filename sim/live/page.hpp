// page.hpp: the page's three files, which lie inside the program.
//
// Who writes them: the build, from sim/live/page. Who reads them: the hall, which serves them. The surprising decision: nothing is ever read
// from disk for an address, so no address can reach a file.
#pragma once

#include <string_view>

namespace carepool::live {

std::string_view page_html();    // without the script (CAREPOOL_PAGE=OFF), one that says so
std::string_view page_script();  // may be empty
std::string_view page_style();

}  // namespace carepool::live
