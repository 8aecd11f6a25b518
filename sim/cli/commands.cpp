#include "cli/commands.hpp"

namespace carepool::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> list = {
      {"run", add_run},
      {"compare", add_compare},
      {"sweep", add_sweep},
      {"collect", add_collect},
      {"analyse", add_analyse},
      {"serve", add_serve},
      {"check", add_check},
      {"params", add_params},
      {"report", add_report},
      {"explain", add_explain},
      {"verify", add_verify},
  };
  return list;
}

}  // namespace carepool::cli
