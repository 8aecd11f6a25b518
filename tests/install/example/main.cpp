// Ten lines: load a scenario, run it, read a result.
#include <carepool/carepool.hpp>
#include <iostream>

int main(int argc, char** argv) {
  const auto simulation = carepool::Simulation::load(argc > 1 ? argv[1] : "scenarios/england.yaml", {.set = {"years=1"}});
  for (const auto& problem : simulation.problems()) std::cerr << problem << '\n';
  if (!simulation.problems().empty()) return 2;
  const carepool::Outcome outcome = simulation.run();
  std::cout << "children in care: " << outcome.value("children_in_care") << ", world " << outcome.world_hash << '\n';
}
