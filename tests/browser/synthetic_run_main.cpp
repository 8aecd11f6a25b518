// carepool_synthetic_run DIR [REPLICATES]: writes a run's folder of random walks with its report, for the
// browser tests.
#include <cstdio>
#include <cstdlib>

#include "report/synthetic_run.hpp"

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: carepool_synthetic_run DIR [REPLICATES]\n");
    return 2;
  }
  carepool::test::SyntheticOptions options;
  if (argc == 3) options.replicates = std::atoi(argv[2]);
  carepool::test::write_synthetic_run(argv[1], options);
  return 0;
}
